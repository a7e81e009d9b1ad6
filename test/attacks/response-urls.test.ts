import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { listen, readBody } from '../../local/http.ts';
import { ACTIONS } from '../../src/blocks/ids.ts';
import { boltClient } from '../../src/handlers/bolt-client.ts';
import { openForger } from '../support/forgery.ts';
import { control } from '../support/slack.ts';
import { openWorld } from '../support/world.ts';

const HOOK = 'hooks.slack.com/commands/T0/1/x';

describe('a response_url', () => {
  it.each([
    [undefined, `https://${HOOK}`, true],
    [undefined, `http://${HOOK}`, false],
    [undefined, 'https://hooks.slack.com.evil.example/x', false],
    [undefined, 'https://evilslack.com/x', false],
    [undefined, 'https://hooks.slack.com@evil.example/x', false],
    [undefined, 'https://evil.example/hooks.slack.com', false],
    [undefined, 'http://169.254.169.254/latest/meta-data', false],
    [undefined, 'file:///etc/passwd', false],
    ['https://slack-gov.com/api/', 'https://hooks.slack-gov.com/x', true],
    ['https://slack-gov.com/api/', `https://${HOOK}`, false],
    ['http://127.0.0.1:1/api/', 'http://localhost:1/x', false],
  ])('where Slack is %s, at %s: of Slack %s', async (slackApiUrl, address, ours) => {
    const client = boltClient(slackApiUrl === undefined ? {} : { slackApiUrl });
    // Nothing is called: a signal that is aborted already is looked at after the address.
    const sent = client.fetch(address, { signal: AbortSignal.abort(new Error('was to be sent')) });
    await expect(sent).rejects.toThrow(ours ? 'was to be sent' : 'not of Slack');
  });

  it('that is not of Slack is sent nothing, of a command or a click', async () => {
    const world = await openWorld();
    await world.ask();
    const forger = await openForger(world);
    const heard: string[] = [];
    const elsewhere = await listen(async (request, response) => {
      heard.push((await readBody(request)).toString('utf8'));
      response.writeHead(200).end('ok');
    });
    const response_url = `${elsewhere.url.replace('127.0.0.1', 'localhost')}/response`;
    expect((await fetch(response_url, { method: 'POST', body: 'reached' })).ok).toBe(true);
    for (const text of ['requests', 'products', 'help', 'nonsense']) {
      await forger.command('U0RITA', text, { response_url });
    }
    await forger.click('U0RITA', ACTIONS.approve, 'nonsense', { response_url });
    await forger.click('U0RITA', ACTIONS.listRequests, '', { response_url });
    expect(heard).toEqual(['reached']);
    expect((await forger.command('U0RITA', 'requests')).said.join()).toContain('web_sales');
    await elsewhere.close();
  });

  it('is as little over Socket Mode, and what Bolt says of it is a line of the log', async () => {
    const written: string[] = [];
    for (const stream of [process.stdout, process.stderr]) {
      const spy = vi.spyOn(stream, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
      onTestFinished(() => spy.mockRestore());
    }
    const world = await openWorld();
    const { slackApiUrl = '' } = world.config;
    await world.bot({ slackApiUrl: slackApiUrl.replace('127.0.0.1', 'localhost') });
    const refused = () =>
      written
        .join('')
        .split('\n')
        .filter((text) => text.includes('not of Slack'));
    await world.as('U0RITA').command('/mesh help', 'C0RETAIL');
    await vi.waitFor(() => expect(refused()).not.toEqual([]), { timeout: 20_000 });
    for (const text of refused()) expect(JSON.parse(text)).toMatchObject({ level: 'ERROR', service: 'meshdesk' });
    const { calls } = await control<{ calls: { method: string }[] }>(world.slack, 'GET', 'calls');
    expect(calls.map(({ method }) => method)).not.toContain('response_url');
  });
});
