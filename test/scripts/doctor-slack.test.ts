import { describe, expect, it } from 'vitest';
import { examine } from '../../scripts/doctor/doctor.ts';
import { listed } from '../../scripts/doctor/finding.ts';
import { type Deployment, openDeployment } from '../support/deployment.ts';
import { startHttpBot } from '../support/http-bot.ts';
import { tellSlack } from '../support/world.ts';
import { amiss, RETAIL } from './amiss.ts';

const slackFault = (deployment: Deployment, method: string, error: string, where = {}) =>
  tellSlack(deployment, 'faults', { method, where, action: 'error', error, count: null });

describe('in Slack the doctor finds', () => {
  it.each([
    ['token_revoked', /^Bot token: .*token_revoked.* → Set SLACK_BOT_TOKEN/],
    ['account_inactive', /^Bot token: .*account_inactive/],
  ])('a bot token that Slack refuses: %s', async (error, expected) => {
    const deployment = await openDeployment();
    await slackFault(deployment, 'auth.test', error);
    expect(await amiss(deployment)).toEqual([
      expect.stringMatching(expected),
      expect.stringMatching(/^Mesh admin U0ADA: .* → Mend what is amiss with the bot token/),
    ]);
  });

  it('an app token that opens no socket', async () => {
    const deployment = await openDeployment();
    const found = await amiss(deployment, { SLACK_APP_TOKEN: 'xapp-revoked' });
    expect(found).toEqual([expect.stringMatching(/^App token: .*invalid_auth.* → .*connections:write/)]);
  });

  it('an admin who has left, or is not there', async () => {
    const deployment = await openDeployment();
    await tellSlack(deployment, 'users', { user: 'U0ADA', deleted: true });
    const found = await amiss(deployment, { MESHDESK_ADMINS: 'U0ADA,U0NOBODY' });
    expect(found).toEqual([
      'Mesh admin U0ADA: is no full member: deactivated → Correct MESHDESK_ADMINS.',
      'Mesh admin U0NOBODY: is no full member: external → Correct MESHDESK_ADMINS.',
    ]);
  });

  it('channels that are archived, unknown, or without the bot', async () => {
    const deployment = await openDeployment();
    await tellSlack(deployment, 'channels', { channel: 'C0RETAIL', archived: true });
    await tellSlack(deployment, 'channels', { channel: 'C0FINANCE', kick: ['U0MESHDESK'] });
    const found = await amiss(deployment, { MESHDESK_ADMIN_CHANNEL: 'C0NOWHERE' });
    expect(found.map((one) => one.split(' → ')[0])).toEqual([
      "Admins' channel: C0NOWHERE is not there, or private",
      `${RETAIL}, channel: C0RETAIL is archived`,
      'Finance (222222222222), channel: Meshdesk is not in C0FINANCE',
    ]);
  });

  it('approvers who cannot decide any more', async () => {
    const deployment = await openDeployment();
    await tellSlack(deployment, 'users', { user: 'U0FINN', deleted: true });
    expect(await amiss(deployment)).toEqual([
      'Finance (222222222222), approvers: nobody can decide → Choose approvers with /mesh connect.',
    ]);
  });

  it('that it cannot be reached, and says so for each', async () => {
    const deployment = await openDeployment();
    await deployment.slack.close();
    const found = await amiss(deployment);
    expect(found.join('\n')).toMatch(/^Bot token: .*(ECONNREFUSED|fetch failed|request error)/);
    expect(found).toContainEqual(expect.stringMatching(/^Admins' channel: Slack did not say/));
  });

  it('a request URL that is not given, that refuses the signature, or where something else answers', async () => {
    const deployment = await openDeployment();
    const { SLACK_APP_TOKEN: _, ...environment } = deployment.environment;
    const about = async (url: string | undefined, more: Record<string, string> = {}) =>
      listed((await examine({ ...environment, ...more }, url)).filter(({ ok }) => !ok));
    expect(await about(undefined)).toMatch(/✗ Request URL: not tried\n {4}→ npm run doctor -- --request-url/);
    const { bot, url } = await startHttpBot(deployment.config);
    expect(await about(url, { SLACK_SIGNING_SECRET: 'of-another-app' })).toMatch(
      /^✗ Request URL: answered 401 to a signed request\n {4}→ It has another signing secret.*$/,
    );
    await bot.stop();
    expect(await about(deployment.slack.url)).toMatch(/✗ Request URL: answered 200[\s\S]*✗ Signature: .*got 200/);
    expect(await about('http://127.0.0.1:9/')).toMatch(/✗ Request URL: fetch failed/);
  });
});

it('finds scopes that the app was not given', async () => {
  const deployment = await openDeployment();
  await tellSlack(deployment, 'scopes', { without: ['usergroups:read', 'groups:history'] });
  expect(await amiss(deployment)).toEqual([
    expect.stringMatching(/^Scopes: without groups:history, usergroups:read → .*install it again/),
  ]);
});
