import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { readManifest } from '../../local/slack/manifest.ts';
import { runScript } from '../support/deployment.ts';
import { botClient, openSlack } from '../support/slack.ts';

const OWN = new URL('../../manifest.yml', import.meta.url);
const URL_ = 'https://abcdefg.lambda-url.eu-west-1.on.aws/';

async function printed(): Promise<string> {
  const { code, lines } = await runScript('manifest', [URL_], {});
  expect(code).toBe(0);
  return `${lines.join('\n')}\n`;
}

it('differs from the manifest of Socket Mode in the addresses and the switch alone', async () => {
  const own = parse(readFileSync(OWN, 'utf8'));
  const { event_subscriptions, interactivity } = own.settings;
  const { slash_commands } = own.features;
  expect(parse(await printed())).toEqual({
    ...own,
    features: { ...own.features, slash_commands: slash_commands.map((one: object) => ({ ...one, url: URL_ })) },
    settings: {
      ...own.settings,
      event_subscriptions: { ...event_subscriptions, request_url: URL_ },
      interactivity: { ...interactivity, request_url: URL_, message_menu_options_url: URL_ },
      socket_mode_enabled: false,
    },
  });
});

it('is a manifest that Slack takes, with the same scopes, commands and events', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'meshdesk-manifest-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const manifestPath = join(folder, 'manifest.yml');
  writeFileSync(manifestPath, await printed());
  expect(readManifest(manifestPath)).toEqual(readManifest(OWN.pathname));
  const slack = await openSlack({ manifestPath });
  expect((await botClient(slack).auth.test()).response_metadata?.scopes).toContain('usergroups:read');
});
