import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { App, LogLevel } from '@slack/bolt';
import { expect, it, onTestFinished } from 'vitest';
import { type Person, person, type SeenMessage } from '../../local/slack/person.ts';
import type { SlackWorkspace } from '../../local/slack/workspace.ts';
import { twoSockets } from '../../src/handlers/runtime/two-sockets.ts';
import { botClient, control, openSlack } from '../support/slack.ts';

interface Scene {
  slack: SlackWorkspace;
  app: App;
  rita: Person;
  card: SeenMessage;
  /** How often the listener was called. */
  handled(): number;
}

/** An app of one button on two connections, and somebody who looks at the button. */
async function openScene(appToken?: string): Promise<Scene> {
  const slack = await openSlack();
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const receiver = twoSockets(appToken ?? slack.settings.appToken, clientOptions);
  const app = new App({ receiver, token: slack.settings.botToken, clientOptions, logLevel: LogLevel.ERROR });
  let clicks = 0;
  app.action('go', async ({ ack }) => {
    clicks += 1;
    await ack();
  });
  const text = { type: 'plain_text' as const, text: 'Go' };
  const blocks = [{ type: 'actions' as const, elements: [{ type: 'button' as const, action_id: 'go', text }] }];
  await botClient(slack).chat.postMessage({ channel: 'C0RETAIL', text: 'card', blocks });
  const rita = person(slack.url, 'U0RITA');
  const card = await rita.untilMessage('C0RETAIL', () => true);
  return { slack, app, rita, card, handled: () => clicks };
}

async function start({ app }: Scene): Promise<void> {
  await app.start();
  onTestFinished(async () => void (await app.stop()));
}

async function connections(slack: SlackWorkspace): Promise<number> {
  return (await control<{ connections: number }>(slack, 'GET', 'socket')).connections;
}

/** Waits until so many connections are open; the workspace tells everybody of each change. */
async function untilOpen({ slack, rita }: Scene, count: number): Promise<void> {
  await rita.until(async () => (await connections(slack)) === count, 30_000);
}

it('two connections are open, and both are closed when it stops', async () => {
  const scene = await openScene();
  await start(scene);
  expect(await connections(scene.slack)).toBe(2);
  await scene.app.stop();
  await untilOpen(scene, 0);
});

it('a process that stops it ends by itself', { timeout: 25_000 }, async () => {
  const { apiUrl, settings } = await openSlack();
  const program = `
    import { App } from '@slack/bolt';
    import { twoSockets } from './src/handlers/runtime/two-sockets.ts';
    const receiver = twoSockets('${settings.appToken}', { slackApiUrl: '${apiUrl}' });
    const app = new App({ receiver, authorize: async () => ({}) });
    await app.start();
    await app.stop();`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: 'inherit',
  });
  onTestFinished(() => void child.kill());
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('a click after Slack has asked one connection to change is answered and handled once', async () => {
  const scene = await openScene();
  await start(scene);
  const { slack, rita, card } = scene;
  await control(slack, 'POST', 'socket', { disconnect: true });
  expect(await rita.click(card, 'go')).toEqual({});
  await untilOpen(scene, 1);
  expect(await rita.click(card, 'go')).toEqual({});
  await untilOpen(scene, 2);
  expect(await rita.click(card, 'go')).toEqual({});
  expect(scene.handled()).toBe(3);
});

it('a click after one connection was reset goes to the other', async () => {
  const scene = await openScene();
  await start(scene);
  const { slack, rita, card } = scene;
  await control(slack, 'POST', 'socket', { reset: true });
  expect(await connections(slack)).toBe(1);
  expect(await rita.click(card, 'go')).toEqual({});
  expect(scene.handled()).toBe(1);
});

it('two connections that break at once come back one after the other, so that Slack changes them apart', async () => {
  const scene = await openScene();
  await start(scene);
  const { slack, rita, card } = scene;
  await control(slack, 'POST', 'socket', { terminate: true });
  await untilOpen(scene, 0);
  await untilOpen(scene, 1);
  expect(await rita.click(card, 'go')).toEqual({});
  expect(await connections(slack)).toBe(1);
  await untilOpen(scene, 2);
  expect(await rita.click(card, 'go')).toEqual({});
  expect(scene.handled()).toBe(2);
});

it('an app token that is refused ends the start with Slack’s word', async () => {
  const scene = await openScene('xapp-of-somebody-else');
  await expect(scene.app.start()).rejects.toThrow('invalid_auth');
  expect(await connections(scene.slack)).toBe(0);
});

it('a second connection that is refused closes the first', async () => {
  const scene = await openScene();
  const method = 'apps.connections.open';
  await control(scene.slack, 'POST', 'faults', { method, action: 'latency', ms: 0 });
  await control(scene.slack, 'POST', 'faults', { method, action: 'error', error: 'account_inactive' });
  await expect(scene.app.start()).rejects.toThrow('account_inactive');
  await untilOpen(scene, 0);
});
