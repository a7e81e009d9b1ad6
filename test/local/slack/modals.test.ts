import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { expect, test } from 'vitest';
import { type Person, person } from '../../../local/slack/person.ts';
import type { SlackWorkspace } from '../../../local/slack/workspace.ts';
import { connectBolt, control, openWorkspace, reasonModal } from './support.ts';

/** A workspace whose `/mesh` opens `view`, and Rita with that modal before her. */
async function ritaBefore(
  view: ModalView,
  listen: (app: App) => void,
): Promise<{ slack: SlackWorkspace; rita: Person }> {
  const slack = await openWorkspace();
  await connectBolt(slack, (app) => {
    app.command('/mesh', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view });
    });
    listen(app);
  });
  const rita = person(slack.url, 'U0RITA');
  await rita.command('/mesh', 'C0RETAIL');
  await rita.untilView();
  return { slack, rita };
}

async function topOf(who: Person) {
  const view = (await who.views()).at(-1);
  if (view === undefined) throw new Error('no modal is open');
  return view;
}

test('a submission carries the view and its values, and an empty acknowledgement closes the modal', async () => {
  const bodies: object[] = [];
  const { rita } = await ritaBefore(reasonModal(), (app) => {
    app.view('deny', async ({ ack, body }) => {
      bodies.push(body);
      await ack();
    });
  });
  expect(await rita.submit(await topOf(rita), { text: 'not yet' })).toEqual({});
  expect(bodies[0]).toMatchObject({
    type: 'view_submission',
    user: { id: 'U0RITA' },
    view: {
      callback_id: 'deny',
      private_metadata: 'subscription-1',
      state: { values: { reason: { text: { type: 'plain_text_input', value: 'not yet' } } } },
      previous_view_id: null,
      bot_id: 'B0MESHDESK',
    },
    response_urls: [],
  });
  expect(await rita.views()).toEqual([]);
});

test('Slack itself holds back a submission that lacks a required field or is too long', async () => {
  const { slack, rita } = await ritaBefore(reasonModal(), () => undefined);
  const view = await topOf(rita);
  expect(await rita.submit(view)).toEqual({ errors: { reason: 'Please complete this required field.' } });
  expect(await rita.submit(view, { text: 'x'.repeat(21) })).toEqual({
    errors: { reason: 'Enter at most 20 characters.' },
  });
  const { counts } = await control<{ counts: object }>(slack, 'GET', 'calls');
  expect(counts).not.toHaveProperty('ack:view_submission');
});

test('errors in the acknowledgement come back beside the field and the modal stays', async () => {
  const { rita } = await ritaBefore(reasonModal(), (app) => {
    app.view('deny', ({ ack }) => ack({ response_action: 'errors', errors: { reason: 'Say more.' } }));
  });
  expect(await rita.submit(await topOf(rita), { text: 'no' })).toEqual({ errors: { reason: 'Say more.' } });
  expect(await rita.views()).toHaveLength(1);
});

test('errors for a block that is no input leave the person with a trouble notice', async () => {
  const { rita } = await ritaBefore(reasonModal(), (app) => {
    app.view('deny', ({ ack }) => ack({ response_action: 'errors', errors: { elsewhere: 'Say more.' } }));
  });
  expect((await rita.submit(await topOf(rita), { text: 'no' })).notice).toBe(
    'We had some trouble connecting. Try again?',
  );
});

test('an acknowledgement pushes, updates and clears', async () => {
  const { rita } = await ritaBefore(reasonModal(), (app) => {
    app.view('deny', ({ ack }) => ack({ response_action: 'push', view: reasonModal({ callback_id: 'second' }) }));
    app.view('second', ({ ack }) => ack({ response_action: 'update', view: reasonModal({ callback_id: 'third' }) }));
    app.view('third', ({ ack }) => ack({ response_action: 'clear' }));
  });
  const callbacks = async () => (await rita.views()).map(({ callbackId }) => callbackId);
  await rita.submit(await topOf(rita), { text: 'a' });
  expect(await callbacks()).toEqual(['deny', 'second']);
  await rita.submit(await topOf(rita), { text: 'b' });
  expect(await callbacks()).toEqual(['deny', 'third']);
  await rita.submit(await topOf(rita), { text: 'c' });
  expect(await callbacks()).toEqual([]);
});

test('closing tells the app only when the view asks for it', async () => {
  const closed: string[] = [];
  const { rita } = await ritaBefore(reasonModal({ notify_on_close: true }), (app) => {
    app.view({ type: 'view_closed', callback_id: 'deny' }, async ({ ack, body }) => {
      closed.push(JSON.stringify([body.view.callback_id, 'is_cleared' in body && body.is_cleared]));
      await ack();
    });
  });
  await rita.close(await topOf(rita));
  expect(closed).toEqual(['["deny",false]']);
  expect(await rita.views()).toEqual([]);
});

test('an external select asks the app for options, and the choice is in the values', async () => {
  const view = reasonModal({
    blocks: [
      {
        type: 'input',
        block_id: 'table',
        label: { type: 'plain_text', text: 'Table' },
        element: { type: 'external_select', action_id: 'tables', min_query_length: 0 },
      },
    ],
  });
  const values: unknown[] = [];
  const option = (name: string) => ({ text: { type: 'plain_text' as const, text: name }, value: name });
  const { rita } = await ritaBefore(view, (app) => {
    app.options('tables', ({ ack, options }) => ack({ options: [option(`${options.value}_sales`)] }));
    app.view('deny', async ({ ack, view: { state } }) => {
      values.push(state.values.table?.tables?.selected_option?.value);
      await ack();
    });
  });
  expect((await rita.options(await topOf(rita), 'tables', 'web')).options).toEqual([option('web_sales')]);
  await rita.submit(await topOf(rita), { tables: 'web_sales' });
  expect(values).toEqual(['web_sales']);
});

test('options that Slack would not take are not shown, and the journal says why', async () => {
  const blocks: ModalView['blocks'] = [
    {
      type: 'actions',
      block_id: 'table',
      elements: [{ type: 'external_select', action_id: 'tables' }],
    },
  ];
  const { slack, rita } = await ritaBefore(reasonModal({ blocks }), (app) => {
    app.options('tables', ({ ack }) =>
      ack({ options: [{ text: { type: 'plain_text', text: 'x'.repeat(76) }, value: 'x' }] }),
    );
  });
  expect(await rita.options(await topOf(rita), 'tables', '')).toEqual({
    options: [],
    groups: [],
    notice: 'The options could not be loaded.',
  });
  const { calls } = await control<{ calls: { method: string; error: string }[] }>(slack, 'GET', 'calls');
  expect(calls.at(-1)).toMatchObject({
    method: 'ack:block_suggestion',
    error: 'must be less than 76 characters [json-pointer:/options/0/text/text]',
  });
});

test('what was chosen in a modal stays through views.update, and nobody chooses what is not offered', async () => {
  const box = { text: { type: 'plain_text' as const, text: 'web_sales' }, value: 'web_sales' };
  const view = reasonModal({
    blocks: [
      {
        type: 'section',
        block_id: 'tables',
        text: { type: 'mrkdwn', text: 'Which?' },
        accessory: { type: 'checkboxes', action_id: 'pick', options: [box] },
      },
    ],
  });
  const { rita } = await ritaBefore(view, (app) => {
    app.action('pick', async ({ ack, body, client }) => {
      await ack();
      if (body.type !== 'block_actions' || body.view === undefined) return;
      const { view: shown } = body;
      await client.views.update({ view_id: shown.id, hash: shown.hash, view: { ...view, callback_id: 'updated' } });
    });
    app.view('updated', ({ ack, view: { state } }) =>
      ack({
        response_action: 'update',
        view: reasonModal({ callback_id: state.values.tables?.pick?.selected_options?.[0]?.value ?? 'lost' }),
      }),
    );
  });
  await expect(rita.click(await topOf(rita), 'pick', { choice: ['store_sales'] })).rejects.toThrow('does not offer');
  await rita.click(await topOf(rita), 'pick', { choice: ['web_sales'] });
  await rita.submit(await rita.untilView(({ callbackId }) => callbackId === 'updated'));
  expect((await topOf(rita)).callbackId).toBe('web_sales');
});

test('a global shortcut and a message shortcut reach the app', async () => {
  const slack = await openWorkspace();
  const bodies: object[] = [];
  const app = await connectBolt(slack, (bolt) => {
    for (const id of ['request', 'show']) {
      bolt.shortcut(id, async ({ ack, body }) => {
        bodies.push(body);
        await ack();
      });
    }
  });
  const { ts } = await app.client.chat.postMessage({ channel: 'C0RETAIL', text: 'card' });
  const rita = person(slack.url, 'U0RITA');
  const [card] = await rita.messages('C0RETAIL');
  await rita.shortcut('request');
  await rita.shortcut('show', card);
  expect(bodies).toMatchObject([
    { type: 'shortcut', callback_id: 'request', user: { id: 'U0RITA' } },
    {
      type: 'message_action',
      callback_id: 'show',
      message_ts: ts,
      channel: { id: 'C0RETAIL' },
      message: { text: 'card' },
    },
  ]);
});
