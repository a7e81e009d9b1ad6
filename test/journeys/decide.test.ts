import { expect, it } from 'vitest';
import { buttonsOf, cardOf, cardShowing, openWorld, textOf } from '../support/world.ts';

it('turns a request into a card, a click into grants, and the card tells the truth', async () => {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask();
  const rita = world.as('U0RITA');
  const card = await cardShowing(rita, 'C0RETAIL', id, 'Approve would change');
  expect(textOf(card)).toContain('Marketing (999999999999) asks for SELECT and DESCRIBE on web_sales and store_sales');
  expect(buttonsOf(card)).toEqual(['approve', 'approve_with_changes', 'deny', 'details']);

  await rita.click(card, 'approve');

  const granted = await cardShowing(rita, 'C0RETAIL', id, 'Granted by @U0RITA');
  expect(buttonsOf(granted)).toEqual(['change', 'revoke', 'details']);
  expect(granted.ts).toBe(card.ts);
  expect(world.grants('999999999999')).toEqual([
    'database tpcds-111111111111: DESCRIBE / ',
    'store_sales: DESCRIBE / DESCRIBE',
    'store_sales: SELECT / SELECT',
    'web_sales: DESCRIBE / DESCRIBE',
    'web_sales: SELECT / SELECT',
  ]);
  expect(await world.record(id)).toMatchObject({
    Status: 'Active',
    PermittedGrants: ['SELECT', 'DESCRIBE'],
    UpdatedBy: 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminProducer-111111111111/slack-U0RITA',
  });
  const told = await cardShowing(world.as('U0MAYA'), 'C0MARKETING', id, 'was granted');
  expect(textOf(told)).toContain('@U0RITA');
});

it('denies with the reason that was typed, and grants nothing', async () => {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask();
  const rita = world.as('U0RITA');
  const card = await cardShowing(rita, 'C0RETAIL', id, 'Approve would change');

  await rita.click(card, 'deny');
  const modal = await rita.until(async () => (await rita.views()).at(-1));
  expect(textOf(modal)).toContain(
    'Marketing (999999999999) asks for SELECT and DESCRIBE on web_sales and store_sales of tpcds-111111111111.',
  );
  expect(await rita.submit(modal, { reason: 'Ask for the aggregated table instead.' })).toEqual({});

  const denied = await cardShowing(rita, 'C0RETAIL', id, 'Denied by @U0RITA');
  expect(textOf(denied)).toContain('Ask for the aggregated table instead.');
  expect(buttonsOf(denied)).toEqual(['approve_anyway', 'details']);
  const record = await world.record(id);
  expect(record).toMatchObject({ Status: 'Denied', Notes: new Set(['Ask for the aggregated table instead.']) });
  expect(record).not.toHaveProperty('PermittedGrants');
  expect(world.grants('999999999999')).toEqual([]);
  const told = await cardShowing(world.as('U0MAYA'), 'C0MARKETING', id, 'was denied');
  expect(textOf(told)).toContain('Ask for the aggregated table instead.');
});

it('tells who is no approver so, privately, and does nothing', async () => {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask();
  const card = await cardShowing(world.as('U0RITA'), 'C0RETAIL', id, 'Approve would change');
  const ada = world.as('U0ADA');

  await ada.click(card, 'approve');

  const answer = await ada.until(async () => (await ada.messages('C0RETAIL')).find(({ ephemeral }) => ephemeral));
  expect(textOf(answer)).toContain('You are not an approver of this account.');
  expect((await cardOf(ada, 'C0RETAIL', id))?.edited).toBe(false);
  expect(await world.record(id)).toMatchObject({ Status: 'Pending' });
});
