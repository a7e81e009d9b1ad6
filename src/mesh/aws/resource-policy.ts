import {
  GetResourcePolicyCommand,
  type GetResourcePolicyResponse,
  PutResourcePolicyCommand,
} from '@aws-sdk/client-glue';
import { unless } from './failures.ts';
import { readPolicy, type Statement, textsOf } from './policy.ts';
import type { MeshSession } from './sessions.ts';

const ATTEMPTS = 5;

/** The resource policy of a catalog, and the hash that a write of it has to name; without a policy, neither. */
export type CatalogPolicy = Pick<GetResourcePolicyResponse, 'PolicyInJson' | 'PolicyHash'>;

/**
 * Lets RAM share what the catalog of the session's account holds. Only a catalog that has a resource policy needs to be told
 * (Lake Formation, cross-account grants with both methods). No statement of somebody else's is lost: the write is conditional.
 * `seen` saves the first reading.
 */
export async function allowSharing(session: MeshSession, seen?: CatalogPolicy): Promise<void> {
  let found = seen ?? (await catalogPolicy(session));
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (!found.PolicyInJson) return;
    const policy = readPolicy(found.PolicyInJson);
    if (policy.Statement.some(allowsRam)) return;
    policy.Statement.push(statementFor(session));
    const put = new PutResourcePolicyCommand({
      PolicyInJson: JSON.stringify(policy),
      PolicyExistsCondition: 'MUST_EXIST',
      EnableHybrid: 'TRUE',
      ...(found.PolicyHash && { PolicyHashCondition: found.PolicyHash }),
    });
    const moved = attempt === ATTEMPTS ? [] : ['ConditionCheckFailureException', 'EntityNotFoundException'];
    if (await unless(moved, undefined, () => session.glue.send(put))) return;
    found = await catalogPolicy(session);
  }
}

/** Whether RAM may share what the catalog holds: nothing forbids it where there is no policy. */
export async function sharesAlready(session: MeshSession): Promise<boolean> {
  const found = await catalogPolicy(session);
  return !found.PolicyInJson || readPolicy(found.PolicyInJson).Statement.some(allowsRam);
}

/** The policy as it is now. */
export function catalogPolicy(session: MeshSession): Promise<CatalogPolicy> {
  return unless('EntityNotFoundException', {}, () => session.glue.send(new GetResourcePolicyCommand({})));
}

function allowsRam({ Effect, Action, Principal }: Statement): boolean {
  const services =
    typeof Principal === 'object' && Principal !== null && 'Service' in Principal ? Principal.Service : [];
  const allowed = textsOf(services).includes('ram.amazonaws.com') && textsOf(Action).includes('glue:ShareResource');
  return Effect === 'Allow' && allowed;
}

function statementFor({ region, accountId }: MeshSession) {
  const arn = `arn:aws:glue:${region}:${accountId}`;
  return {
    Effect: 'Allow',
    Action: ['glue:ShareResource'],
    Principal: { Service: ['ram.amazonaws.com'] },
    Resource: [`${arn}:table/*/*`, `${arn}:database/*`, `${arn}:catalog`],
  };
}
