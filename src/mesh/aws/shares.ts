import { setTimeout as delay } from 'node:timers/promises';
import {
  AcceptResourceShareInvitationCommand,
  type GetResourceShareInvitationsCommandInput,
  GetResourceSharesCommand,
  paginateGetResourceShareInvitations,
  type ResourceShareInvitation,
} from '@aws-sdk/client-ram';
import { MeshError } from '../errors.ts';
import { unless } from './failures.ts';
import { backoff } from './grants.ts';
import type { MeshSession } from './sessions.ts';

/** How long a share may take to arrive, in milliseconds. */
const ARRIVES_WITHIN_MS = 30_000;

/**
 * Accepts these very shares in the session's account and comes back when all are accepted or active; within an organisation
 * they are without an invitation. Returns those that it accepted itself. Throws ShareUnavailable: one has expired (after
 * 12 hours), was rejected, or did not come in time.
 */
export async function acceptShares(
  session: MeshSession,
  shareArns: Iterable<string>,
  within = ARRIVES_WITHIN_MS,
): Promise<string[]> {
  const open = new Set(shareArns);
  const accepted: string[] = [];
  const deadline = performance.now() + within;
  for (let attempt = 1; open.size > 0; attempt += 1) {
    const invitations = await invitationsFor(session, open);
    for (const [arn, invitation] of invitations) {
      if (invitation.status === 'PENDING') {
        await accept(session, invitation);
        accepted.push(arn);
      }
      open.delete(arn);
    }
    for (const arn of await activeAmong(session, open)) open.delete(arn);
    const [left] = open;
    if (left === undefined) break;
    if (performance.now() > deadline) throw unavailable(session, left, 'not there');
    await delay(backoff(attempt));
  }
  return accepted;
}

/** The pending or accepted invitation of each share that has one. */
async function invitationsFor(
  session: MeshSession,
  shareArns: ReadonlySet<string>,
): Promise<Map<string, ResourceShareInvitation>> {
  const best = new Map<string, ResourceShareInvitation>();
  const known = await unless('UnknownResourceException', [], () =>
    invitationsTo(session, { resourceShareArns: [...shareArns] }),
  );
  for (const invitation of known) {
    const arn = invitation.resourceShareArn ?? '';
    if (!shareArns.has(arn)) continue;
    const before = best.get(arn);
    if (!before || rank(invitation) > rank(before)) best.set(arn, invitation);
  }
  for (const [arn, { status }] of best) {
    if (status !== 'PENDING' && status !== 'ACCEPTED') throw unavailable(session, arn, status ?? 'unknown');
  }
  return best;
}

/** An old invitation that expired says nothing when there is a newer one. */
function rank({ status }: ResourceShareInvitation): number {
  return ['EXPIRED', 'REJECTED', 'PENDING', 'ACCEPTED'].indexOf(status ?? '');
}

async function accept(session: MeshSession, { resourceShareInvitationArn }: ResourceShareInvitation): Promise<void> {
  await unless('ResourceShareInvitationAlreadyAcceptedException', undefined, () =>
    session.ram.send(new AcceptResourceShareInvitationCommand({ resourceShareInvitationArn })),
  );
}

async function activeAmong(session: MeshSession, shareArns: ReadonlySet<string>): Promise<string[]> {
  if (shareArns.size === 0) return [];
  const found = await unless('UnknownResourceException', undefined, () =>
    session.ram.send(
      new GetResourceSharesCommand({ resourceOwner: 'OTHER-ACCOUNTS', resourceShareArns: [...shareArns] }),
    ),
  );
  const active = (found?.resourceShares ?? []).filter((share) => share.status === 'ACTIVE');
  return active.flatMap((share) => share.resourceShareArn ?? []);
}

/** Lake Formation's shares to the session's account from `owner`, invited to or active; for records that name none. */
export async function lakeFormationShares(session: MeshSession, owner: string): Promise<string[]> {
  const arns = new Set<string>();
  const isOurs = (name: string | undefined) => name?.startsWith('LakeFormation') ?? false;
  for (const { senderAccountId, resourceShareName, resourceShareArn, status } of await invitationsTo(session, {})) {
    const usable = status === 'PENDING' || status === 'ACCEPTED';
    if (senderAccountId === owner && isOurs(resourceShareName) && usable && resourceShareArn)
      arns.add(resourceShareArn);
  }
  return [...arns];
}

async function invitationsTo(
  { ram }: MeshSession,
  input: GetResourceShareInvitationsCommandInput,
): Promise<ResourceShareInvitation[]> {
  const invitations: ResourceShareInvitation[] = [];
  for await (const page of paginateGetResourceShareInvitations({ client: ram }, input)) {
    invitations.push(...(page.resourceShareInvitations ?? []));
  }
  return invitations;
}

function unavailable(session: MeshSession, share: string, state: string) {
  return new MeshError('ShareUnavailable', { accountId: session.accountId, share, state });
}
