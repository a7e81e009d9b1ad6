import type {
  ResourceShareAssociation,
  ResourceShareInvitation,
  ResourceShare as ShareDescription,
} from '@aws-sdk/client-ram';
import type { Call } from '../call.ts';
import { accountOfPrincipal, isShared } from '../lakeformation/sharing.ts';
import { ALL_TABLES } from '../state/grants.ts';
import { type Invitation, invitationStatus, type ResourceShare } from '../state/shares.ts';

/** A share as GetResourceShares shows it. */
export const describeShare = (share: ResourceShare): ShareDescription => ({
  resourceShareArn: share.arn,
  name: share.name,
  owningAccountId: share.owner,
  allowExternalPrincipals: true,
  status: share.status,
  creationTime: share.created,
  lastUpdatedTime: share.updated,
  featureSet: 'STANDARD',
});

/** An invitation as its receiver sees it. */
export const describeInvitation = (
  share: ResourceShare,
  invitation: Invitation,
  now: Date,
): ResourceShareInvitation => ({
  resourceShareInvitationArn: invitation.arn,
  resourceShareName: share.name,
  resourceShareArn: share.arn,
  senderAccountId: share.owner,
  receiverAccountId: share.consumer,
  invitationTimestamp: invitation.at,
  status: invitationStatus(invitation, now),
});

/** The ARNs of what a share holds now: the catalog, and each database and table that a grant to the consumer is on. */
export function resourceArns(call: Call, share: ResourceShare): { readonly arn: string; readonly type: string }[] {
  const owner = call.world.accounts.get(share.owner);
  if (owner === undefined) return [];
  const prefix = `arn:aws:glue:${call.world.region}:${share.owner}`;
  const found = new Map<string, string>();
  for (const grant of owner.lake.grants.all()) {
    if (accountOfPrincipal(grant.principal) !== share.consumer || !isShared(share.owner, grant)) continue;
    const { resource } = grant;
    found.set(`${prefix}:catalog`, 'glue:Catalog');
    if ('database' in resource) found.set(`${prefix}:database/${resource.database}`, 'glue:Database');
    if ('table' in resource) {
      const table = resource.table === ALL_TABLES ? '*' : resource.table;
      found.set(`${prefix}:table/${resource.database}/${table}`, 'glue:Table');
    }
  }
  return [...found].map(([arn, type]) => ({ arn, type }));
}

/** A share's association with its consumer, or with each of its resources. */
export function associationsOf(call: Call, share: ResourceShare, type: string): ResourceShareAssociation[] {
  const common = {
    resourceShareArn: share.arn,
    resourceShareName: share.name,
    creationTime: share.created,
    lastUpdatedTime: share.updated,
    external: share.external,
  };
  if (type === 'PRINCIPAL') {
    return [{ ...common, associatedEntity: share.consumer, associationType: 'PRINCIPAL', status: share.association }];
  }
  if (type !== 'RESOURCE' || share.status !== 'ACTIVE') return [];
  return resourceArns(call, share).map(({ arn }) => ({
    ...common,
    associatedEntity: arn,
    associationType: 'RESOURCE',
    status: 'ASSOCIATED',
  }));
}
