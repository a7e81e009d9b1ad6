import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { modalSaying, told } from '../support/asking.ts';
import { modalOf } from '../support/modals.ts';
import { buttonsOf, cardShowing, openWorld, textOf, type World } from '../support/world.ts';

const FINANCE = '222222222222';
const MARKETING = '999999999999';
/** What the Python library leaves of a record when the same is asked for once more. */
const ASKED_AGAIN = { Status: 'Pending', CreationDate: '2026-11-24 00:00:00', UpdatedDate: null, UpdatedBy: null };

async function open() {
  const world = await openWorld();
  await world.bot();
  return { world, rita: world.as('U0RITA') };
}

async function approved(world: World, request: Record<string, unknown> = {}): Promise<string> {
  const id = await world.ask(request);
  await approve(world, id);
  return id;
}

async function approve(world: World, id: string): Promise<void> {
  const rita = world.as('U0RITA');
  await rita.click(await cardShowing(rita, 'C0RETAIL', id, 'Approve would change'), 'approve');
  await cardShowing(rita, 'C0RETAIL', id, 'Granted by @U0RITA');
}

async function revoke(world: World, id: string): Promise<void> {
  const rita = world.as('U0RITA');
  await rita.command(`/mesh revoke ${id}`, 'C0RETAIL');
  expect(await rita.submit(await modalSaying(rita, 'What is lost'), { note: 'Over.' })).toEqual({});
  await cardShowing(rita, 'C0RETAIL', id, 'Ended by @U0RITA');
}

const rewrite = async (world: World, id: string, over: Record<string, unknown>) =>
  world.put({ ...(await world.record(id)), ...over });

/** The tables of retail's that the account holds anything on. */
const holds = (world: World, account: string) => [
  ...new Set(world.grants(account).flatMap((grant) => /^(\w*_sales|customer):/.exec(grant)?.[1] ?? [])),
];

describe('a subscription that was approved, whose record', () => {
  it('names another owner is ended by that owner as little as by anybody, and by its own all the same', async () => {
    const { world, rita } = await open();
    const id = await approved(world, { SubscriberPrincipal: FINANCE });
    await rewrite(world, id, { OwnerPrincipal: FINANCE });
    const finn = world.as('U0FINN');
    expect(textOf(await told(finn, 'C0FINANCE', `/mesh revoke ${id}`))).toContain('You are not an approver');
    expect(buttonsOf(await cardShowing(rita, 'C0RETAIL', id, 'Granted by @U0RITA'))).toContain('revoke');
    expect(holds(world, FINANCE)).toEqual(['store_sales', 'web_sales']);
    await revoke(world, id);
    expect(holds(world, FINANCE)).toEqual([]);
    expect(await world.record(id)).toMatchObject({ Status: 'Deleted' });
  });

  it('asks again is told beside what it holds, whether that is denied or not, and loses all of it', async () => {
    const { world, rita } = await open();
    const id = await approved(world, { TableName: ['web_sales', 'customer'] });
    await rewrite(world, id, { ...ASKED_AGAIN, TableName: ['web_sales'], GrantedTableARNs: [] });
    const asked = await cardShowing(rita, 'C0RETAIL', id, 'may be there still: nobody revoked it in Meshdesk');
    expect(buttonsOf(asked)).toEqual(['approve', 'approve_with_changes', 'deny', 'revoke', 'details']);
    expect(await rita.submit(await modalOf(rita, asked, 'deny'), { reason: 'Not again.' })).toEqual({});
    const denied = await cardShowing(rita, 'C0RETAIL', id, 'Denied by @U0RITA');
    expect(textOf(denied)).toContain('may be there still');
    expect(buttonsOf(denied)).toEqual(['revoke', 'details']);
    await revoke(world, id);
    expect(holds(world, MARKETING)).toEqual([]);
  });

  it('asks again for less, and gets it, loses what it was granted first as well', async () => {
    const { world } = await open();
    const id = await approved(world, { TableName: ['web_sales', 'customer'] });
    await rewrite(world, id, { ...ASKED_AGAIN, TableName: ['web_sales'], GrantedTableARNs: [] });
    await cardShowing(world.as('U0RITA'), 'C0RETAIL', id, 'may be there still');
    await approve(world, id);
    await revoke(world, id);
    expect(holds(world, MARKETING)).toEqual([]);
  });

  it('is removed leaves word of what is granted, and is ended once there is a record again, whatever that says', async () => {
    const { world, rita } = await open();
    const id = await approved(world);
    const Key = { SubscriptionId: id };
    await world.documents.send(new DeleteCommand({ TableName: world.config.subscriptionsTable, Key }));
    const closed = await cardShowing(rita, 'C0RETAIL', id, 'The record of this request was removed.');
    expect(textOf(closed)).toContain('What was granted may be there still');
    await world.ask({ SubscriptionId: id, OwnerPrincipal: FINANCE, TableName: ['invoices'], ...ASKED_AGAIN });
    await cardShowing(rita, 'C0RETAIL', id, 'may be there still: nobody revoked it in Meshdesk');
    await revoke(world, id);
    expect(holds(world, MARKETING)).toEqual([]);
  });

  it('asks for somebody else is not approved over what it holds, which can be ended', async () => {
    const { world, rita } = await open();
    const id = await approved(world);
    await rewrite(world, id, { ...ASKED_AGAIN, SubscriberPrincipal: FINANCE });
    const asked = await cardShowing(rita, 'C0RETAIL', id, 'may be there still');
    await rita.click(asked, 'approve');
    const answer = await rita.untilMessage('C0RETAIL', ({ ephemeral }) => ephemeral);
    expect(textOf(answer)).toContain('approved this');
    expect(holds(world, FINANCE)).toEqual([]);
    await revoke(world, id);
    expect(holds(world, MARKETING)).toEqual([]);
  });
});
