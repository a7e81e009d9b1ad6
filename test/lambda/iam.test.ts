import { expect, it } from 'vitest';
import { covers, permissionsOf } from '../support/iam.ts';
import { openStage, type Stage } from '../support/lambda/stage.ts';
import { tellStory } from '../support/lambda/story.ts';
import { readTemplate, type Values } from '../support/template.ts';
import { UNUSED } from './unused-actions.ts';

interface Used {
  action: string;
  resource: string;
}

/** Each role, and where its policy is. */
const ROLES: [role: string, template: string, logicalId: string][] = [
  ['Slack', 'template.yaml', 'SlackRole'],
  ['Subscriptions', 'template.yaml', 'SubscriptionsRole'],
  ['Operations', 'template.yaml', 'OperationsRole'],
  ['Sweep', 'template.yaml', 'SweepRole'],
  ['DataMeshProducer', 'infra/producer-account.yaml', 'DataMeshProducer'],
  ['DataMeshConsumer', 'infra/consumer-account.yaml', 'DataMeshConsumer'],
  ['DataMeshAdminProducer', 'infra/mesh-account.yaml', 'AdminProducer'],
  ['DataMeshAdminConsumer', 'infra/mesh-account.yaml', 'AdminConsumer'],
];

it('allows each role what it uses in the whole story, and nothing without use or reason', {
  timeout: 240_000,
}, async () => {
  const stage = await openStage({ node: 24 });
  stage.lake.clearCalls();
  await tellStory(stage);
  const used = usedBy(stage);
  expect([...used.keys()].filter((role) => !ROLES.some(([known]) => known === role))).toEqual([]);
  for (const [role, path, logicalId] of ROLES) {
    const permissions = permissionsOf(readTemplate(path), memberValues(stage.values, role), logicalId);
    const calls = used.get(role) ?? [];
    const refused = calls.filter((call) => !permissions.some((permission) => covers(permission, call)));
    expect.soft(new Set(refused.map(({ action, resource }) => `${action} ${resource}`)), role).toEqual(new Set());
    const unused = permissions.filter(({ action }) => !calls.some((call) => call.action === action));
    const listed = Object.keys(UNUSED[role] ?? {});
    expect.soft([...new Set(unused.map(({ action }) => action))].sort(), role).toEqual(listed.sort());
  }
});

/** Every call of the story, by the role that it was made as. */
function usedBy({ gateway, lake, config }: Stage): Map<string, Used[]> {
  const used = new Map<string, Used[]>();
  const note = (role: string, action: string, resource: string) =>
    used.set(role, [...(used.get(role) ?? []), { action, resource }]);
  const arn = (service: string) => `arn:aws:${service}:${config.region}:${config.meshAccountId}:`;
  for (const { function: name, as, action, resource } of gateway.calls) {
    const full = resource
      .replace(/^(?=table\/)/, arn('dynamodb'))
      // Each account has a template of its own.
      .replace(/(DataMeshAdminProducer)-\d{12}$/, '$1-111111111111')
      .replace(/^meshdesk\/slack$/, `${arn('secretsmanager')}secret:meshdesk/slack-AbCdEf`);
    note(as === 'function' ? `${name[0]?.toUpperCase()}${name.slice(1)}` : roleOf(as), action, full);
  }
  for (const { service, operation, principal } of lake.calls().journal) {
    if (service !== 'sts') note(roleOf(principal ?? ''), `${service}:${operation}`, '*');
  }
  return used;
}

/** The role in an ARN of a session, without the account that it is for. */
function roleOf(arn: string): string {
  return arn.replace(/^.*:assumed-role\/([A-Za-z]+)(-\d{12})?\/.*$/, '$1');
}

/** For the templates of the accounts: each role in the account that the story has it in. */
function memberValues(values: Values, role: string): Values {
  const member = role.endsWith('Consumer') ? '999999999999' : '111111111111';
  const own = role.startsWith('DataMesh') && !role.startsWith('DataMeshAdmin') ? member : '555555555555';
  return {
    ...values,
    ...{ 'AWS::AccountId': own, 'AWS::NoValue': '', MeshAccountId: '555555555555', MemberAccountId: member },
    DataBuckets: 'arn:aws:s3:::*',
  };
}
