import { expect } from 'vitest';
import type { PageView } from '../../../local/slack/page/protocol.ts';
import type { Person } from '../../../local/slack/person.ts';
import { homeSaying, modalSaying, told } from '../asking.ts';
import { filled } from '../modals.ts';
import { cardShowing, textOf } from '../world.ts';
import type { Stage } from './stage.ts';

const PRODUCT = 'd/tpcds-111111111111';
const MARKETING = '999999999999';

/**
 * The main job from its beginning to its end: an account is connected, tables are offered, access is asked for, approved with
 * changes, imported, changed and revoked, and another request is denied. Whatever Slack says to a deed has to be nothing.
 */
export async function tellStory(stage: Stage): Promise<void> {
  const [ada, rita, maya] = [stage.as('U0ADA'), stage.as('U0RITA'), stage.as('U0MAYA')];
  await connectAccount(ada);
  await offerTables(rita);
  const id = await askForAccess(stage, maya);
  await approveWithChanges(rita, id);
  await importGrants(stage, maya, id);
  await changeAndRevoke(rita, id);
  await denyAnother(stage, rita);
  await lookAround(rita, maya, id);
  const { answer, ended } = await stage.functions.sweep.invoke({});
  expect(await answer).toBe('null');
  await ended;
  expect(stage.discarded).toEqual([]);
  expect(stage.gateway.messages).toEqual([]);
}

async function connectAccount(ada: Person): Promise<void> {
  expect(await ada.command('/mesh connect 222222222222', 'C0ADMINS')).toEqual({});
  const modal = await ada.untilView(({ callbackId }) => callbackId === 'connect_view');
  const answer = await ada.submit(modal, {
    name: 'Finance',
    roles: ['producer'],
    channel: 'C0FINANCE',
    approvers: ['U0FRED'],
  });
  expect(answer).toEqual({});
  expect(textOf(await modalSaying(ada, 'is connected.'))).toContain('Meshdesk can work for it as a producer.');
}

async function offerTables(rita: Person): Promise<void> {
  expect(await rita.command('/mesh create', 'C0RETAIL')).toEqual({});
  const opened = await filled(rita);
  expect(await rita.options(opened, 'source_database', 'tpc')).toMatchObject({ options: [{ value: 'tpcds' }] });
  expect(await rita.click(opened, 'source_database', { choice: 'tpcds' })).toEqual({});
  const chosen = await rita.untilView(({ blocks }) => JSON.stringify(blocks).includes('"tables tpcds"'));
  expect(await rita.click(chosen, 'which_source_tables', { choice: 'pattern' })).toEqual({});
  const pattern = await rita.untilView(({ blocks }) => !JSON.stringify(blocks).includes('"tables tpcds"'));
  expect(await rita.click(pattern, 'table_pattern', { choice: 'web_(page|site)' })).toEqual({});
  const previewed = await rita.untilView((view) => textOf(view).includes('Offers 2 of'));
  const described = { domain: 'Sales', productName: 'Web shop', meshDatabase: 'web-shop' };
  expect(await rita.submit(previewed, described)).toEqual({});
  await rita.untilMessage('C0RETAIL', (message) => textOf(message).includes('2 tables shared'), 60_000);
}

/** Through the modal; answers the request's id. */
async function askForAccess(stage: Stage, maya: Person): Promise<string> {
  expect(await maya.command('/mesh request', 'C0MARKETING')).toEqual({});
  const opened = await filled(maya);
  const { groups } = await maya.options(opened, 'product', 'tpcds');
  expect(JSON.stringify(groups)).toContain(PRODUCT);
  expect(await maya.click(opened, 'product', { choice: PRODUCT })).toEqual({});
  const modal = await maya.untilView(({ blocks }) => JSON.stringify(blocks).includes(`"tables ${PRODUCT}"`));
  const { options } = await maya.options(modal, 'product_tables', 'web_');
  expect(options.map(({ value }) => value)).toContain('web_sales');
  const request = {
    product_tables: ['web_sales', 'web_page'],
    permissions: ['SELECT', 'DESCRIBE'],
    why: 'Señora 🙂 asks.',
  };
  expect(await maya.submit(modal, request)).toEqual({});
  await filled(maya, 'is asked.');
  const card = await stage
    .as('U0RITA')
    .untilMessage('C0RETAIL', (message) => textOf(message).includes('Señora 🙂 asks.'), 60_000);
  return /Request (\w+)/.exec(JSON.stringify(card.blocks))?.[1] ?? '';
}

async function approveWithChanges(rita: Person, id: string): Promise<void> {
  await press(rita, 'C0RETAIL', id, 'Approve would change', 'approve_with_changes');
  const modal = await filled(rita);
  expect(await rita.click(modal, 'permissions', { choice: ['SELECT'] })).toEqual({});
  await rita.untilView((view: PageView) => view.hash !== modal.hash);
  const shown = await filled(rita);
  expect(await rita.submit(shown, { note: 'Read only.' })).toEqual({});
  await cardShowing(rita, 'C0RETAIL', id, 'Granted by @U0RITA', 60_000);
}

async function importGrants(stage: Stage, maya: Person, id: string): Promise<void> {
  await press(maya, 'C0MARKETING', id, 'Import it to use it', 'import');
  await cardShowing(maya, 'C0MARKETING', id, 'Imported by @U0MAYA', 60_000);
  expect(stage.grants(MARKETING).length).toBeGreaterThan(0);
  await cardShowing(stage.as('U0RITA'), 'C0RETAIL', id, 'Imported by the consumer.', 60_000);
}

async function changeAndRevoke(rita: Person, id: string): Promise<void> {
  await press(rita, 'C0RETAIL', id, 'Granted by', 'change');
  const change = await filled(rita);
  expect(await rita.click(change, 'permissions', { choice: ['DESCRIBE'] })).toEqual({});
  const changed = await filled(rita, '→');
  expect(await rita.submit(changed, { note: 'Names only.' })).toEqual({});
  await press(rita, 'C0RETAIL', id, 'Grants changed by @U0RITA', 'revoke');
  const revoke = await filled(rita);
  expect(await rita.submit(revoke, { note: 'Over.' })).toEqual({});
  await cardShowing(rita, 'C0RETAIL', id, 'Ended by @U0RITA', 60_000);
}

async function denyAnother(stage: Stage, rita: Person): Promise<void> {
  const id = await stage.ask();
  await press(rita, 'C0RETAIL', id, 'Approve would change', 'deny');
  const modal = await rita.untilView(({ callbackId }) => callbackId === 'deny_view');
  expect(await rita.submit(modal, { reason: 'Ask for the aggregated table.' })).toEqual({});
  await cardShowing(rita, 'C0RETAIL', id, 'Denied by @U0RITA', 60_000);
}

async function lookAround(rita: Person, maya: Person, id: string): Promise<void> {
  await rita.openHome();
  await homeSaying(rita, 'Retail');
  for (const words of ['', ' requests', ' subscriptions', ' products', ' audit', ' help']) {
    expect(textOf(await told(rita, 'C0RETAIL', `/mesh${words}`))).not.toContain('went wrong');
  }
  expect(await maya.command(`/mesh show ${id}`, 'C0MARKETING')).toEqual({});
  await maya.untilView(({ callbackId }) => callbackId === 'details_view');
}

/** Clicks a button of the card that shows `text`. A card that changes just then is looked at again, as a person would. */
async function press(me: Person, channel: string, id: string, text: string, action: string): Promise<void> {
  for (;;) {
    const card = await cardShowing(me, channel, id, text, 60_000);
    try {
      expect(await me.click(card, action)).toEqual({});
      return;
    } catch (error) {
      if (!(error instanceof Error && error.message.endsWith('any more.'))) throw error;
    }
  }
}
