import type { Call } from '../call.ts';
import { accessDenied } from '../errors.ts';
import type { Grant } from '../state/grants.ts';
import { invitationStatus, newInvitation, newShare, type ResourceShare } from '../state/shares.ts';
import type { Account, World } from '../state/world.ts';

/** The account that a principal belongs to; undefined for the groups that have none. */
export function accountOfPrincipal(principal: string): string | undefined {
  if (/^\d{12}$/.test(principal)) return principal;
  return /^(\d{12}):IAMPrincipals$/.exec(principal)?.[1] ?? /^arn:aws:iam::(\d{12}):/.exec(principal)?.[1];
}

/** The live share of `owner` with `consumer`: from version 2 on there is one for all the grants between two accounts. */
export function shareBetween(world: World, owner: string, consumer: string): ResourceShare | undefined {
  return world.shares.find(
    (share) => share.owner === owner && share.consumer === consumer && share.status === 'ACTIVE',
  );
}

/** Whether the grant goes from the owner's hand to another account and so is carried by a share. */
export const isShared = (owner: string, grant: Grant) => {
  const account = accountOfPrincipal(grant.principal);
  return account !== undefined && account !== owner && grant.granter === owner;
};

/** Creates the share that a grant to `consumer` needs, or invites again one who rejected, let it expire or left. */
export function extendShare(call: Call, owner: Account, consumer: string) {
  requireShareResource(owner);
  const { world, now } = call;
  const share = shareBetween(world, owner.id, consumer);
  if (share === undefined) {
    const version = owner.lake.settings.Parameters?.CROSS_ACCOUNT_VERSION ?? '1';
    world.shares.push(
      newShare(owner.id, consumer, { region: world.region, now, version, external: !world.organization }),
    );
    return;
  }
  share.updated = now;
  const last = share.invitations.at(-1);
  const open = last !== undefined && invitationStatus(last, now) === 'PENDING';
  if (share.association === 'ASSOCIATED' || open) return;
  if (share.external) {
    share.association = 'ASSOCIATING';
    share.invitations.push(newInvitation(owner.id, world.region, now));
  } else {
    share.association = 'ASSOCIATED';
  }
}

/** Ends the shares of `owner` that carry no grant any more; an open invitation to one is withdrawn. */
export function settleShares(call: Call, owner: Account) {
  const live = call.world.shares.filter((share) => share.owner === owner.id && share.status === 'ACTIVE');
  for (const share of live) {
    if (carriesGrants(owner, share)) continue;
    share.status = 'DELETED';
    share.association = 'DISASSOCIATED';
    share.updated = call.now;
    for (const invitation of share.invitations) if (invitation.status === 'PENDING') invitation.status = 'WITHDRAWN';
  }
}

function carriesGrants(owner: Account, share: ResourceShare): boolean {
  for (const grant of owner.lake.grants.ofPrincipal(share.consumer)) if (isShared(owner.id, grant)) return true;
  for (const grant of owner.lake.grants.all()) {
    if (accountOfPrincipal(grant.principal) === share.consumer && isShared(owner.id, grant)) return true;
  }
  return false;
}

/** Where the catalog has a resource policy it must let RAM share: `glue:ShareResource` for ram.amazonaws.com. */
function requireShareResource(owner: Account) {
  const policy = owner.catalog.policy;
  if (policy === undefined || allowsRam(JSON.parse(policy.json))) return;
  throw accessDenied(
    'Insufficient Glue permissions: the Data Catalog resource policy does not allow glue:ShareResource to ram.amazonaws.com.',
  );
}

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

function allowsRam(policy: unknown): boolean {
  if (typeof policy !== 'object' || policy === null || !('Statement' in policy)) return false;
  return asList(policy.Statement).some((statement) => {
    if (typeof statement !== 'object' || statement === null) return false;
    const { Effect, Principal, Action } = statement as Record<string, unknown>;
    const services =
      typeof Principal === 'object' && Principal !== null && 'Service' in Principal ? asList(Principal.Service) : [];
    const actions = asList(Action);
    return (
      Effect === 'Allow' &&
      services.includes('ram.amazonaws.com') &&
      ['glue:ShareResource', 'glue:*', '*'].some((action) => actions.includes(action))
    );
  });
}
