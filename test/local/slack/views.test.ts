import { expect, test } from 'vitest';
import { person } from '../../../local/slack/person.ts';
import type { SlackWorkspace } from '../../../local/slack/workspace.ts';
import { connectBolt, openWorkspace, reasonModal, refusal, webClient } from './support.ts';

/** The trigger id of a command that Rita sends. */
async function triggers(slack: SlackWorkspace): Promise<() => Promise<string>> {
  let last = '';
  await connectBolt(slack, (app) => {
    app.command('/mesh', async ({ ack, body }) => {
      last = body.trigger_id;
      await ack();
    });
  });
  return async () => {
    await person(slack.url, 'U0RITA').command('/mesh', 'C0RETAIL');
    return last;
  };
}

test('a trigger id opens one view', async () => {
  const slack = await openWorkspace();
  const trigger_id = await (await triggers(slack))();
  const { views } = webClient(slack);
  const { view } = await views.open({ trigger_id, view: reasonModal() });
  expect(view).toMatchObject({ id: expect.stringMatching(/^V/), root_view_id: view?.id, team_id: 'T0MESHDESK' });
  expect((await refusal(views.open({ trigger_id, view: reasonModal() }))).error).toBe('exchanged_trigger_id');
});

test('a trigger id has expired after three seconds', async () => {
  let now = Date.now();
  const slack = await openWorkspace({ now: () => now });
  const trigger_id = await (await triggers(slack))();
  now += 3001;
  const call = webClient(slack).views.open({ trigger_id, view: reasonModal() });
  expect((await refusal(call)).error).toBe('expired_trigger_id');
});

test('a trigger id that Slack never gave out is invalid', async () => {
  const slack = await openWorkspace();
  const { views } = webClient(slack);
  const open = (trigger_id: string) => refusal(views.open({ trigger_id, view: reasonModal() }));
  expect((await open('nonsense')).error).toBe('invalid_trigger_id');
  expect((await open('1.2.abc')).error).toBe('invalid_trigger_id');
});

test('at most three modals lie on one another', async () => {
  const slack = await openWorkspace();
  const next = await triggers(slack);
  const { views } = webClient(slack);
  expect((await refusal(views.push({ trigger_id: await next(), view: reasonModal() }))).error).toBe('not_found');
  await views.open({ trigger_id: await next(), view: reasonModal() });
  await views.push({ trigger_id: await next(), view: reasonModal() });
  const { view } = await views.push({ trigger_id: await next(), view: reasonModal() });
  const stack = await person(slack.url, 'U0RITA').views();
  expect(view).toMatchObject({ root_view_id: stack[0]?.id, previous_view_id: stack[1]?.id });
  const fourth = views.push({ trigger_id: await next(), view: reasonModal() });
  expect((await refusal(fourth)).error).toBe('push_limit_reached');
});

test('an update with an old hash is a hash_conflict, and one of a view that is gone is not_found', async () => {
  const slack = await openWorkspace();
  const { views } = webClient(slack);
  const { view } = await views.open({ trigger_id: await (await triggers(slack))(), view: reasonModal() });
  const view_id = view?.id ?? '';
  const hash = view?.hash ?? '';
  await views.update({ view_id, hash, view: reasonModal() });
  expect((await refusal(views.update({ view_id, hash, view: reasonModal() }))).error).toBe('hash_conflict');
  const rita = person(slack.url, 'U0RITA');
  await rita.close(await rita.untilView());
  expect((await refusal(views.update({ view_id, view: reasonModal() }))).error).toBe('not_found');
});

test('a view is found by its external id, which no other view may have', async () => {
  const slack = await openWorkspace();
  const next = await triggers(slack);
  const { views } = webClient(slack);
  const view = reasonModal({ external_id: 'mine' });
  await views.open({ trigger_id: await next(), view });
  expect((await refusal(views.push({ trigger_id: await next(), view }))).error).toBe('duplicate_external_id');
  const updated = await views.update({ external_id: 'mine', view: reasonModal({ callback_id: 'other' }) });
  expect(updated.view?.callback_id).toBe('other');
});

test('a view over its limits is refused with the place and the words', async () => {
  const slack = await openWorkspace();
  const { views } = webClient(slack);
  const view = reasonModal({
    title: { type: 'plain_text', text: 'x'.repeat(25) },
    private_metadata: 'x'.repeat(3001),
  });
  expect(await refusal(views.open({ trigger_id: '1.2.abc', view }))).toEqual({
    error: 'invalid_arguments',
    messages: [
      '[ERROR] failed to match all allowed schemas [json-pointer:/view]',
      '[ERROR] must be less than 3001 characters [json-pointer:/view/private_metadata]',
      '[ERROR] must be less than 25 characters [json-pointer:/view/title/text]',
    ],
  });
});

test('a Home tab is published, seen and published anew', async () => {
  const slack = await openWorkspace();
  const app = await connectBolt(slack, (bolt) => {
    bolt.event('app_home_opened', async ({ event, client }) => {
      const text = event.view === undefined ? 'Welcome' : 'Welcome back';
      const section = { type: 'section' as const, text: { type: 'mrkdwn' as const, text } };
      await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [section] } });
    });
  });
  const rita = person(slack.url, 'U0RITA');
  expect(await rita.home()).toBeNull();
  await rita.openHome();
  await rita.untilHome(({ blocks }) => JSON.stringify(blocks).includes('Welcome"'));
  await rita.openHome();
  const home = await rita.untilHome(({ blocks }) => JSON.stringify(blocks).includes('Welcome back'));
  const publish = (hash: string) =>
    app.client.views.publish({ user_id: 'U0RITA', hash, view: { type: 'home', blocks: [{ type: 'divider' }] } });
  await publish(home.hash);
  expect((await refusal(publish(home.hash))).error).toBe('hash_conflict');
});
