import type { MiddlewareStack } from '@smithy/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card } from '../../src/blocks/card.ts';
import { factsFrom } from '../../src/handlers/request-state.ts';
import type { Order } from '../../src/mesh/order.ts';
import { meshTime } from '../../src/mesh/time.ts';
import { openDeciding } from '../support/deciding.ts';
import { anAccount, marketing } from '../support/factories.ts';
import { buttonsOf, textOf } from '../support/world.ts';
import { RETAIL } from './support/mesh.ts';

let at: Awaited<ReturnType<typeof openDeciding>>;
beforeEach(async () => {
  at = await openDeciding('web_sales', 'store_sales');
});
afterEach(() => at.close());

const REVOKE: Order = { kind: 'revoke', notes: 'over' };
const ritasSession = () => at.sessions.inMesh({ role: 'producer', accountId: RETAIL, actor: 'slack-U0RITA' });

describe('a revocation that the Python library changed the grants of meanwhile', () => {
  it('takes what was granted also where the answer to its settlement is lost', async () => {
    const id = await at.asked();
    await at.decide(id, { kind: 'approve' });
    twice((await ritasSession()).documents.middlewareStack, /^UpdateCommand$|^UpdateItemCommand$/);
    const whenFrozen = () => at.library.change(id, ['SELECT', 'INSERT', 'DESCRIBE']);
    expect((await at.decide(id, REVOKE, { whenFrozen })).state).toBe('done');
    expect((await at.record(id)).Status).toBe('Deleted');
    expect(await at.grants()).toEqual([]);
  });

  it('says so on its card, with Retry, where it cannot take that', async () => {
    const id = await at.asked();
    await at.decide(id, { kind: 'approve' });
    const { lakeFormation } = await ritasSession();
    after(lakeFormation.middlewareStack, 'BatchRevokePermissionsCommand', () => {
      const error = { code: 'AccessDeniedException', message: 'no longer' };
      at.lake.addFault({ match: { operation: 'BatchRevokePermissions' }, action: { error } });
    });
    const whenFrozen = () => at.library.change(id, ['SELECT', 'INSERT', 'DESCRIBE']);
    const operation = await at.decide(id, REVOKE, { whenFrozen });
    expect(operation.state).toBe('partly');
    const people = { owner: anAccount(), subscriber: marketing(), asker: null };
    const drawn = card(factsFrom({ subscription: await at.record(id), operation, ...people }));
    expect(textOf(drawn)).not.toContain('outside Meshdesk');
    expect(buttonsOf(drawn)).toContain('retry');
    at.lake.clearFaults();
    expect((await at.decide(id, REVOKE)).state).toBe('done');
    expect(await at.grants()).toEqual([]);
  });
});

describe('a change by the Python library that is written after the end', () => {
  const changed = async () => {
    const id = await at.asked();
    await at.decide(id, { kind: 'approve' });
    expect((await at.decide(id, REVOKE)).state).toBe('done');
    await at.library.change(id, ['SELECT', 'INSERT', 'DESCRIBE']);
    expect(await at.grants()).not.toEqual([]);
    return id;
  };

  it('has the end carried out once more, and then no more', async () => {
    const id = await changed();
    const again = await at.heard(id);
    expect(again.state).toBe('done');
    expect(await at.grants()).toEqual([]);
    expect((await at.record(id)).UpdatedDate).toBe(meshTime(new Date(again.claimedAt)));
    await at.grantElsewhere('web_sales');
    expect((await at.heard(id)).attempt).toBe(again.attempt);
    expect(await at.grants()).not.toEqual([]);
  });

  it('is left to whoever made it when it comes long after, or says that it was approved', async () => {
    const id = await changed();
    await at.heard(id, 10);
    expect(await at.grants()).not.toEqual([]);
    const other = await at.asked();
    await at.decide(other, { kind: 'approve' });
    await at.decide(other, REVOKE);
    await at.library.approve(other);
    await at.heard(other);
    expect((await at.record(other)).Status).toBe('Active');
  });
});

/** What is written is written, and its answer lost: the SDK does it again. */
function twice<I extends object, O extends object>(stack: MiddlewareStack<I, O>, command: RegExp): void {
  stack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        if (command.test(commandName)) await next(args);
        return next(args);
      },
    { step: 'finalizeRequest', priority: 'high' },
  );
}

function after<I extends object, O extends object>(stack: MiddlewareStack<I, O>, command: string, work: () => void) {
  stack.add(
    (next, { commandName }) =>
      async (args) => {
        const answer = await next(args);
        if (commandName === command) work();
        return answer;
      },
    { step: 'initialize' },
  );
}
