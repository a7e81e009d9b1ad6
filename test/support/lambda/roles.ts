import { type Judgement, judge, permissionsOf, type Reasons, type Used } from '../iam.ts';
import { readTemplate, type Values } from '../template.ts';
import type { Stage } from './stage.ts';

/** A role, and where it is described. */
export interface RoleInTemplate {
  role: string;
  template: string;
  logicalId: string;
}

/** Every role that the functions work as. */
export const ROLES: readonly RoleInTemplate[] = [
  { role: 'Slack', template: 'template.yaml', logicalId: 'SlackRole' },
  { role: 'Subscriptions', template: 'template.yaml', logicalId: 'SubscriptionsRole' },
  { role: 'Operations', template: 'template.yaml', logicalId: 'OperationsRole' },
  { role: 'Sweep', template: 'template.yaml', logicalId: 'SweepRole' },
  { role: 'DataMeshProducer', template: 'infra/producer-account.yaml', logicalId: 'DataMeshProducer' },
  { role: 'DataMeshConsumer', template: 'infra/consumer-account.yaml', logicalId: 'DataMeshConsumer' },
  { role: 'DataMeshAdminProducer', template: 'infra/mesh-account.yaml', logicalId: 'AdminProducer' },
  { role: 'DataMeshAdminConsumer', template: 'infra/mesh-account.yaml', logicalId: 'AdminConsumer' },
];

/** What the role's policies are to what it did; `reasons` says why it may do what it did not do. */
export function judgementOf(
  values: Values,
  { role, template, logicalId }: RoleInTemplate,
  used: readonly Used[],
  reasons: Reasons,
): Judgement {
  const permissions = permissionsOf(readTemplate(template), memberValues(values, role), logicalId);
  return judge(permissions, used, reasons);
}

/** Every call on the stage, by the role that it was made as. */
export function usedBy({ gateway, lake, config }: Stage): Map<string, Used[]> {
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
