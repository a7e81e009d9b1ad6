import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Person } from '../../local/slack/person.ts';
import { bundleFunctions } from '../../scripts/build/bundle.ts';
import { redactor } from '../../src/handlers/redaction.ts';
import { asCallFailure } from '../../src/mesh/aws/failures.ts';
import { control } from '../support/slack.ts';
import { buttonsOf, cardOf, openWorld, textOf, type World } from '../support/world.ts';

const MARKS = {
  botToken: 'xoxb-marked-bot-token',
  appToken: 'xapp-marked-app-token',
  signingSecret: 'marked-signing-secret',
};
const SESSION_TOKEN = 'MarkedSessionToken';
const OURS = [...Object.values(MARKS), SESSION_TOKEN, 'marked-external-id', 'meshdesk-local'];
/** What AWS says of a signature that does not fit: it quotes the request that it would have signed. */
const BAD_SIGNATURE = `The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key.

The Canonical String for this request should have been
'POST\n/\n\nhost:glue.us-east-1.amazonaws.com\nx-amz-security-token:${SESSION_TOKEN}'

The String-to-Sign should have been
'AWS4-HMAC-SHA256 ${SESSION_TOKEN}'`;

/** Everything that the process writes from now on. */
function listening(): { text(): string } {
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    const spy = vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      written.push(String(chunk));
      return true;
    });
    onTestFinished(() => spy.mockRestore());
  }
  return { text: () => written.join('') };
}

async function everythingKept({ documents, config, slack }: World): Promise<string> {
  const tables = await Promise.all(
    [config.meshdeskTable, config.subscriptionsTable].map(
      async (TableName) => (await documents.send(new ScanCommand({ TableName }))).Items,
    ),
  );
  const channels = ['C0RETAIL', 'C0MARKETING', 'C0ADMINS'];
  const messages = await Promise.all(channels.map((channel) => control(slack, 'GET', `messages?channel=${channel}`)));
  return JSON.stringify([tables, messages, await control(slack, 'GET', 'calls')]);
}

const DECIDED = /Granted by|done in part|It did not work/;

/** Clicks the first of these buttons that the card has; a card that is drawn anew meanwhile is looked at again. */
function press(me: Person, id: string, actions: readonly string[]): Promise<string> {
  return me.until(async () => {
    const card = await cardOf(me, 'C0RETAIL', id);
    const action = actions.find((one) => card !== undefined && buttonsOf(card).includes(one));
    if (card === undefined || action === undefined) return null;
    try {
      await me.click(card, action);
      return action;
    } catch (error) {
      if (error instanceof Error && /There is no element/.test(error.message)) return null;
      throw error;
    }
  }, 20_000);
}

describe('a secret', () => {
  it('stands in no log, error, message or table after a day of work and of failures', async () => {
    const log = listening();
    const world = await openWorld({ slack: MARKS });
    const { lake, slack } = world;
    lake.addFault({
      match: { service: 'lakeformation', operation: 'BatchGrantPermissions' },
      action: { error: { code: 'InvalidSignatureException', message: BAD_SIGNATURE, status: 403 } },
      times: 1,
    });
    lake.addFault({
      match: { service: 'sts' },
      action: { error: { code: 'AccessDenied', message: BAD_SIGNATURE, status: 403 } },
      times: 1,
    });
    await world.bot({ logLevel: 'DEBUG' });
    const [first, second] = [await world.ask(), await world.ask({ TableName: ['customer'] })];
    const rita = world.as('U0RITA');
    for (const id of [first, second]) {
      await control(slack, 'POST', 'faults', { method: 'users.info', action: 'error', error: 'invalid_auth' });
      await press(rita, id, ['details']);
      // What cannot be looked at is looked at again.
      if ((await press(rita, id, ['approve', 'check_again'])) === 'check_again') await press(rita, id, ['approve']);
      await rita.untilMessage('C0RETAIL', (one) => textOf(one).includes(id) && DECIDED.test(textOf(one)), 20_000);
    }
    const kept = await everythingKept(world);
    const logged = log.text();
    expect(kept).toContain('U0RITA');
    expect(logged).toContain('"level"');
    for (const mark of OURS) {
      expect(logged).not.toContain(mark);
      expect(kept).not.toContain(mark);
    }
    expect(logged + kept).not.toMatch(/\bASIA[A-Z0-9]{16}\b/);
  });

  it('that a library puts into an error does not get into the log', () => {
    const clean = redactor(['marked-signing-secret', undefined, 'marked-external-id', '']);
    const dirty = `${BAD_SIGNATURE}\n    at call (client.ts:1:2)`;
    expect(clean(dirty)).not.toContain(SESSION_TOKEN);
    expect(clean(dirty)).toContain('at call (client.ts:1:2)');
    expect(clean('Bearer xoxb-12-34-abc marked-signing-secret AKIAIOSFODNN7EXAMPLE xapp-1-A-b')).toBe(
      'Bearer [secret] [secret] [secret] [secret]',
    );
    const twice = 'marked-external-id ASIAIOSFODNN7EXAMPLE marked-external-id ASIAIOSFODNN7EXAMPLE';
    expect(clean(twice)).toBe('[secret] [secret] [secret] [secret]');
    expect(clean('web_sales of tpcds')).toBe('web_sales of tpcds');
  });

  it("that AWS's answer quotes is not shown to people", () => {
    const failure = asCallFailure(Object.assign(new Error(BAD_SIGNATURE), { $metadata: {} }), 'Glue', 'GetTables');
    expect(failure.message).toContain('does not match the signature');
    expect(failure.message).not.toContain(SESSION_TOKEN);
  });

  it('of whoever builds them stands in no bundle', { timeout: 120_000 }, async () => {
    const before = { ...process.env };
    Object.assign(process.env, { SLACK_BOT_TOKEN: MARKS.botToken, SLACK_SIGNING_SECRET: MARKS.signingSecret });
    Object.assign(process.env, { AWS_SESSION_TOKEN: SESSION_TOKEN, MESHDESK_EXTERNAL_ID: 'marked-external-id' });
    const folder = mkdtempSync(join(tmpdir(), 'meshdesk-bundles-'));
    onTestFinished(() => {
      process.env = before;
      rmSync(folder, { recursive: true });
    });
    await bundleFunctions(folder);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.mjs'));
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      const text = readFileSync(join(folder, file), 'utf8');
      for (const mark of OURS) expect(text).not.toContain(mark);
    }
  });
});
