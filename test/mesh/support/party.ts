import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, vi } from 'vitest';
import type { MeshSession } from '../../../src/mesh/aws/sessions.ts';
import { decidedIn } from '../../../src/mesh/decided.ts';
import type { MeshDesk } from '../../../src/mesh/desk.ts';
import type { fulfil } from '../../../src/mesh/fulfilment.ts';
import type { Operation } from '../../../src/mesh/operation.ts';
import type { FrozenPlan, Order } from '../../../src/mesh/order.ts';
import type { Subscription } from '../../../src/mesh/subscription.ts';
import type { FulfilOptions } from '../../../src/mesh/work.ts';
import { anOperation } from '../../support/factories.ts';
import { ACTOR, DECIDED_AT } from './decisions.ts';
import { RETAIL, sessionSettings, type TestMesh } from './mesh.ts';

/** Somebody who decides in a process of their own, as far as the services can tell: modules, sessions and clients of their own. */
export interface Party {
  gate: Gate;
  /** Ids of subscriptions that the index does not list to them yet. */
  unlisted: Set<string>;
  /** Carries out an order by what the records say; with `operations`, which stand for Meshdesk's table, as Meshdesk does. */
  decide(subscription: Subscription, order: Order, how?: Deciding): Promise<void>;
  close(): void;
}

export interface Deciding {
  operations?: Map<string, Operation> | undefined;
  /** What an attempt before this one had begun to carry out. */
  frozen?: FrozenPlan | undefined;
  /** Happens once the plan is frozen. */
  meanwhile?: (frozen: FrozenPlan) => Promise<void>;
  /** It dies when it has granted something. */
  dies?: boolean;
}

/** Calls that change nothing. */
const READS = /^(Get|BatchGet|List|Search|Query)/;

/** Where every call of a party passes: it stops before its call, or its write, number `stopAt`, from 1, and goes on when it is released. */
export class Gate {
  /** So many of those that count have come. */
  calls = 0;
  /** Only writes count, or reads as well. */
  readonly #writesAlone: boolean;
  #dead = false;
  #stopsAt = Number.POSITIVE_INFINITY;
  #stopped = new AbortController();
  #released = new AbortController();

  constructor({ writesAlone }: { writesAlone: boolean }) {
    this.#writesAlone = writesAlone;
  }

  /** Resolves when it has stopped. */
  stopAt(call: number): Promise<void> {
    this.calls = 0;
    this.#dead = false;
    this.#stopsAt = call;
    [this.#stopped, this.#released] = [new AbortController(), new AbortController()];
    return happens(this.#stopped.signal);
  }

  /** Whatever has stopped fails, and nothing of it was done. */
  die(): void {
    this.#dead = true;
    this.release();
  }

  release(): void {
    this.#stopsAt = Number.POSITIVE_INFINITY;
    this.#released.abort();
  }

  /** `operation`: what is about to be called, by its name. */
  async pass(operation: string): Promise<void> {
    if (!this.#writesAlone || !READS.test(operation)) this.calls += 1;
    if (this.calls < this.#stopsAt) return;
    this.#stopped.abort();
    await happens(this.#released.signal);
    if (this.#dead) throw new Error('killed');
  }
}

function happens(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });
}

export async function openParty(mesh: TestMesh, stops: { writesAlone: boolean }): Promise<Party> {
  vi.resetModules();
  const own = await import('../../../src/mesh/fulfilment.ts');
  const { openSessions } = await import('../../../src/mesh/aws/sessions.ts');
  const sessions = openSessions(sessionSettings(mesh.lake));
  const gate = new Gate(stops);
  const unlisted = new Set<string>();
  const watched = new WeakSet<MeshSession>();
  const inMesh: typeof sessions.inMesh = async (who) => {
    const session = await sessions.inMesh(who);
    if (!watched.has(session)) {
      watched.add(session);
      for (const client of [session.documents, session.glue, session.lakeFormation]) {
        (client as DynamoDBDocumentClient).middlewareStack.add(
          (next, { commandName = '' }) =>
            async (args) => {
              await gate.pass(commandName);
              const answer = await next(args);
              const output = answer.output as { Items?: { SubscriptionId?: string }[] };
              if (output.Items) output.Items = output.Items.filter((item) => !unlisted.has(item.SubscriptionId ?? ''));
              return answer;
            },
          { step: 'initialize' },
        );
      }
    }
    return session;
  };
  // What is loaded when it is first needed belongs to this party as well.
  await inMesh({ role: 'producer', accountId: RETAIL, actor: ACTOR });
  const desk: MeshDesk = { ...mesh.desk, sessions: { ...sessions, inMesh } };
  return {
    gate,
    unlisted,
    decide: (subscription, order, how = {}) => decide(own.fulfil, desk, gate, subscription, order, how),
    close: () => sessions.close(),
  };
}

async function decide(
  carryOut: typeof fulfil,
  desk: MeshDesk,
  gate: Gate,
  subscription: Subscription,
  order: Order,
  { operations, frozen, meanwhile, dies = false }: Deciding,
): Promise<void> {
  const options: FulfilOptions = {
    actor: ACTOR,
    decidedAt: DECIDED_AT,
    ...(frozen && { frozen }),
    onFrozen: async (plan) => meanwhile?.(plan),
    ...(dies && { onTable: () => Promise.reject(new Error('died')) }),
  };
  if (operations === undefined) {
    expect(await carryOut(desk, subscription, order, options)).toMatchObject({ state: 'done' });
    return;
  }
  const { SubscriptionId: subscriptionId, CreationDate: requested } = subscription;
  const { order: before, actor, claimedAt, frozen: stood } = operations.get(subscriptionId) ?? {};
  const standing = before && actor && claimedAt && { order: before, actor, claimedAt, ...(stood && { frozen: stood }) };
  let operation = anOperation({
    ...{ subscriptionId, requested, order, state: 'running' as const },
    ...(standing && frozen === undefined && { standing }),
    ...(frozen && { frozen }),
  });
  const keep = (over: Partial<Operation>) => {
    operation = { ...operation, ...over };
    operations.set(subscriptionId, operation);
  };
  await gate.pass('claim');
  keep({});
  const decided = decidedIn({ many: async () => operations });
  const own: MeshDesk = {
    ...desk,
    decided: async (ids) => {
      await gate.pass('GetDecided');
      return decided(ids);
    },
    claimed: async () => {
      await gate.pass('ListClaimed');
      return [...operations.keys()];
    },
  };
  try {
    const { state, tables } = await carryOut(own, subscription, order, {
      ...options,
      onFrozen: async (plan) => {
        await gate.pass('freeze');
        keep({ frozen: plan });
        await meanwhile?.(plan);
      },
    });
    keep({ state });
    expect({ state, tables }).toMatchObject({ state: 'done' });
  } catch (error) {
    keep({ state: dies ? 'partly' : 'failed' });
    throw error;
  }
}
