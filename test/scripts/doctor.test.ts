import { describe, expect, it } from 'vitest';
import { type Deployment, openDeployment, runScript } from '../support/deployment.ts';
import { startHttpBot } from '../support/http-bot.ts';
import { readTemplate } from '../support/template.ts';
import { tellSlack } from '../support/world.ts';
import { RETAIL } from './amiss.ts';

/** The actions of the role in infra/doctor-role.yaml. */
function doctorsRights(): string[] {
  const { Policies = [] } = readTemplate('infra/doctor-role.yaml').Resources.Doctor?.Properties ?? {};
  const [policy] = Policies as { PolicyDocument: { Statement: { Action: string | string[] }[] } }[];
  return (policy?.PolicyDocument.Statement ?? []).flatMap(({ Action }) => Action).sort();
}

async function mutations({ calls, lake, slack }: Deployment): Promise<string[]> {
  const reads = /:(Describe|Get|List|Query|BatchGet|AssumeRole)/;
  const answered = (await (await fetch(`${slack.url}/_control/calls`)).json()) as { counts: Record<string, number> };
  const slackReads =
    /^(auth\.test|apps\.connections\.open|users\.info|usergroups\.list|conversations\.(info|members))$/;
  const aws = [...calls.map(({ action }) => action), ...Object.keys(lake.calls().counts)];
  expect(aws).toEqual(expect.arrayContaining(['dynamodb:DescribeTable', 'lakeformation:GetDataLakeSettings']));
  return [
    ...aws.filter((action) => !reads.test(action)),
    ...Object.keys(answered.counts).filter((method) => !slackReads.test(method)),
  ];
}

describe('npm run doctor', () => {
  it('ticks everything off over Socket Mode, reads only, and ends with 0', async () => {
    const deployment = await openDeployment();
    const before = JSON.stringify(deployment.lake.state());
    const { code, lines } = await runScript('doctor', [], deployment.environment);
    expect(lines.filter((line) => !line.startsWith('✓'))).toEqual(['', 'All is well.']);
    expect(code).toBe(0);
    const about = lines.map((line) => line.replace(/^✓ (.*?): .*/, '$1'));
    for (const one of ['Settings', 'Bot token', 'Scopes', 'App token', 'Mesh admin U0ADA', "Admins' channel"]) {
      expect(about).toContain(one);
    }
    for (const one of ['AWS credentials', "Meshdesk's table", "Meshdesk's table, stream", "Meshdesk's table, safety"]) {
      expect(about).toContain(one);
    }
    for (const one of ['channel', 'approvers', 'as a producer', 'external id', 'data lake']) {
      expect(about).toContain(`${RETAIL}, ${one}`);
    }
    expect(lines.join('\n')).not.toContain(deployment.environment.SLACK_BOT_TOKEN);
    expect(await mutations(deployment)).toEqual([]);
    expect(JSON.stringify(deployment.lake.state())).toBe(before);
  });

  it('takes the settings of a function: its secret by name, its request URL', async () => {
    const deployment = await openDeployment();
    const { SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, SLACK_APP_TOKEN: _, ...environment } = deployment.environment;
    deployment.secrets['meshdesk/slack'] = JSON.stringify({ SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET });
    const { bot, url } = await startHttpBot(deployment.config);
    const args = ['--request-url', url];
    const { code, lines } = await runScript('doctor', args, { ...environment, SLACK_SECRET: 'meshdesk/slack' });
    await bot.stop();
    expect(lines.filter((line) => line.startsWith('✗'))).toEqual([]);
    expect(lines).toContain('✓ Settings: complete, with the secret meshdesk/slack');
    const actions = deployment.calls.filter((call) => call.function === 'script' && call.as === 'function');
    expect([...new Set(actions.map(({ action }) => action))].sort()).toEqual(doctorsRights());
    expect(lines.join('\n')).toMatch(/✓ Request URL: answers a signed request, in \d+ ms/);
    expect(lines).toContain('✓ Signature: a forged request is refused');
    expect(code).toBe(0);
  });

  it('lists what is amiss with its remedy, and ends with 1', async () => {
    const deployment = await openDeployment();
    await tellSlack(deployment, 'channels', { channel: 'C0RETAIL', kick: ['U0MESHDESK'] });
    await tellSlack(deployment, 'channels', { channel: 'C0MARKETING', kick: ['U0MAYA'] });
    deployment.lake.setExternalIdAsked('222222222222', false);
    const { code, lines } = await runScript('doctor', [], deployment.environment);
    expect(code).toBe(1);
    const at = lines.indexOf(`✗ ${RETAIL}, channel: Meshdesk is not in C0RETAIL`);
    expect(lines[at + 1]).toBe('    → Type /invite @Meshdesk there.');
    expect(lines.join('\n')).toContain('✗ Finance (222222222222), external id: ');
    const unseen = lines.indexOf(
      '✗ Marketing (999999999999), who sees its cards: none of the approvers is in C0MARKETING',
    );
    expect(lines[unseen + 1]).toBe('    → Invite one to it, or choose another channel: /mesh connect.');
    expect(lines.at(-1)).toMatch(/^3 of \d+ checks are amiss\.$/);
  });

  it('names every setting that is missing or wrong', async () => {
    const deployment = await openDeployment();
    const wrong = { MESH_ACCOUNT_ID: '5555', AWS_REGION: undefined, MESHDESK_ADMINS: '@ada' };
    const { code, lines } = await runScript('doctor', [], { ...deployment.environment, ...wrong });
    expect(code).toBe(1);
    expect(lines.filter((line) => line.startsWith('✗')).map((line) => line.split(' ')[2])).toEqual([
      'MESH_ACCOUNT_ID',
      'AWS_REGION',
      'MESHDESK_ADMINS',
    ]);
  });
});
