import type {
  AcceptResourceShareInvitationRequest,
  DisassociateResourceShareRequest,
  GetResourceShareAssociationsRequest,
  GetResourceShareInvitationsRequest,
  GetResourceSharesRequest,
  ListResourcesRequest,
  RejectResourceShareInvitationRequest,
} from '@aws-sdk/client-ram';
import type { Call } from '../call.ts';
import { ServiceError } from '../errors.ts';
import { pageOf } from '../pages.ts';
import { type Invitation, invitationStatus, type ResourceShare } from '../state/shares.ts';
import type { Checked } from '../validate.ts';
import { associationsOf, describeInvitation, describeShare, resourceArns } from './views.ts';

const PAGE = 500;

interface Paged {
  readonly nextToken?: string | undefined;
  readonly maxResults?: number | undefined;
}

function GetResourceShares(input: Checked<GetResourceSharesRequest>, call: Call) {
  const found = sharesOf(call, input.resourceOwner, input.resourceShareArns).filter(
    (share) =>
      (input.name === undefined || share.name === input.name) &&
      (input.resourceShareStatus === undefined || share.status === input.resourceShareStatus) &&
      (input.tagFilters ?? []).length === 0 &&
      input.permissionArn === undefined,
  );
  const page = paged(call, found, input, [input.resourceOwner, input.name, input.resourceShareStatus]);
  return { resourceShares: page.items.map(describeShare), nextToken: page.nextToken };
}

function GetResourceShareInvitations(input: Checked<GetResourceShareInvitationsRequest>, call: Call) {
  for (const arn of input.resourceShareInvitationArns ?? []) findInvitation(call, arn);
  const found = invitationsTo(call).filter(
    ({ share, invitation }) =>
      isListed(input.resourceShareInvitationArns, invitation.arn) && isListed(input.resourceShareArns, share.arn),
  );
  const page = paged(call, found, input, [input.resourceShareArns?.join(), input.resourceShareInvitationArns?.join()]);
  return {
    resourceShareInvitations: page.items.map(({ share, invitation }) =>
      describeInvitation(share, invitation, call.now),
    ),
    nextToken: page.nextToken,
  };
}

function AcceptResourceShareInvitation(input: Checked<AcceptResourceShareInvitationRequest>, call: Call) {
  const { share, invitation } = answerable(call, input.resourceShareInvitationArn);
  invitation.status = 'ACCEPTED';
  share.association = 'ASSOCIATED';
  share.updated = call.now;
  return { resourceShareInvitation: describeInvitation(share, invitation, call.now), clientToken: input.clientToken };
}

function RejectResourceShareInvitation(input: Checked<RejectResourceShareInvitationRequest>, call: Call) {
  const { share, invitation } = answerable(call, input.resourceShareInvitationArn);
  invitation.status = 'REJECTED';
  share.association = 'FAILED';
  share.updated = call.now;
  return { resourceShareInvitation: describeInvitation(share, invitation, call.now), clientToken: input.clientToken };
}

function GetResourceShareAssociations(input: Checked<GetResourceShareAssociationsRequest>, call: Call) {
  if (input.associationType === 'PRINCIPAL' && input.resourceArn !== undefined) {
    throw new ServiceError('InvalidParameterException', 'resourceArn cannot be given with associationType PRINCIPAL.');
  }
  if (input.associationType === 'RESOURCE' && input.principal !== undefined) {
    throw new ServiceError('InvalidParameterException', 'principal cannot be given with associationType RESOURCE.');
  }
  const shares = sharesOf(call, 'SELF', undefined).concat(sharesOf(call, 'OTHER-ACCOUNTS', undefined));
  requireKnown(shares, input.resourceShareArns);
  const found = shares
    .filter((share) => isListed(input.resourceShareArns, share.arn))
    .flatMap((share) => associationsOf(call, share, input.associationType))
    .filter(
      (association) =>
        (input.principal === undefined || association.associatedEntity === input.principal) &&
        (input.resourceArn === undefined || association.associatedEntity === input.resourceArn) &&
        (input.associationStatus === undefined || association.status === input.associationStatus),
    );
  const page = paged(call, found, input, [input.associationType, input.principal, input.resourceArn]);
  return { resourceShareAssociations: page.items, nextToken: page.nextToken };
}

function ListResources(input: Checked<ListResourcesRequest>, call: Call) {
  const shares = sharesOf(call, input.resourceOwner, undefined).filter(
    (share) => share.status === 'ACTIVE' && (input.resourceOwner === 'SELF' || share.association === 'ASSOCIATED'),
  );
  const found = shares
    .filter((share) => isListed(input.resourceShareArns, share.arn))
    .filter(
      (share) => input.principal === undefined || input.principal === share.consumer || input.principal === share.owner,
    )
    .flatMap((share) =>
      resourceArns(call, share).map(({ arn, type }) => ({
        arn,
        type,
        resourceShareArn: share.arn,
        status: 'AVAILABLE',
        creationTime: share.created,
        lastUpdatedTime: share.updated,
        resourceRegionScope: 'REGIONAL',
      })),
    )
    .filter(({ arn, type }) => isListed(input.resourceArns, arn) && (input.resourceType ?? type) === type);
  const page = paged(call, found, input, [input.resourceOwner, input.resourceType, input.principal]);
  return { resources: page.items, nextToken: page.nextToken };
}

/** Leaves a share: its consumer takes itself out of it. What Lake Formation shares, only Lake Formation unshares. */
function DisassociateResourceShare(input: Checked<DisassociateResourceShareRequest>, call: Call) {
  const share = call.world.shares.find((one) => one.arn === input.resourceShareArn);
  const { account } = call.caller;
  if (share === undefined || (share.owner !== account && share.consumer !== account))
    throw unknownShare(input.resourceShareArn);
  const leaves = share.consumer === account && input.resourceArns === undefined && input.principals?.join() === account;
  if (!leaves) {
    const message = 'A resource share that Lake Formation manages can only be left by the account it is shared with.';
    throw new ServiceError('OperationNotPermittedException', message);
  }
  if (share.status !== 'ACTIVE' || share.association !== 'ASSOCIATED') {
    throw new ServiceError('InvalidStateTransitionException', 'The account is not associated with the resource share.');
  }
  share.association = 'DISASSOCIATED';
  share.updated = call.now;
  return { resourceShareAssociations: associationsOf(call, share, 'PRINCIPAL'), clientToken: input.clientToken };
}

/** The operations of RAM over the shares that Lake Formation made. */
export const ramOperations = {
  GetResourceShares,
  GetResourceShareInvitations,
  AcceptResourceShareInvitation,
  RejectResourceShareInvitation,
  GetResourceShareAssociations,
  ListResources,
  DisassociateResourceShare,
};

const isListed = (wanted: readonly string[] | undefined, arn: string) =>
  wanted === undefined || wanted.length === 0 || wanted.includes(arn);

/** Shares the caller owns, or those of others that it is or was in; naming one that it cannot see is an error. */
function sharesOf(call: Call, owner: string, arns: readonly string[] | undefined): ResourceShare[] {
  const { account } = call.caller;
  const mine = call.world.shares.filter((share) =>
    owner === 'SELF'
      ? share.owner === account
      : share.consumer === account && share.association !== 'ASSOCIATING' && share.association !== 'FAILED',
  );
  requireKnown(mine, arns);
  return mine.filter((share) => isListed(arns, share.arn));
}

function requireKnown(shares: readonly ResourceShare[], arns: readonly string[] | undefined) {
  for (const arn of arns ?? []) {
    if (!/^arn:aws:ram:[^:]*:\d{12}:resource-share\/.+$/.test(arn)) throw malformed(arn);
    if (!shares.some((share) => share.arn === arn)) throw unknownShare(arn);
  }
}

const unknownShare = (arn: string) =>
  new ServiceError('UnknownResourceException', `ResourceShare ${arn} could not be found.`);
const malformed = (arn: string) => new ServiceError('MalformedArnException', `The ARN ${arn} is not valid.`);

function invitationsTo(call: Call): { share: ResourceShare; invitation: Invitation }[] {
  return call.world.shares
    .filter((share) => share.consumer === call.caller.account)
    .flatMap((share) => share.invitations.map((invitation) => ({ share, invitation })));
}

function findInvitation(call: Call, arn: string) {
  if (!/^arn:aws:ram:[^:]*:\d{12}:resource-share-invitation\/.+$/.test(arn)) throw malformed(arn);
  const found = invitationsTo(call).find(({ invitation }) => invitation.arn === arn);
  if (found === undefined) {
    const message = `The resourceShareInvitationArn ${arn} could not be found.`;
    throw new ServiceError('ResourceShareInvitationArnNotFoundException', message);
  }
  return found;
}

function answerable(call: Call, arn: string) {
  const found = findInvitation(call, arn);
  const refuse = (how: string) => {
    const message = `ResourceShareInvitation ${arn} is ${how.toLowerCase()}.`;
    return new ServiceError(`ResourceShareInvitation${how.replaceAll(' ', '')}Exception`, message);
  };
  switch (invitationStatus(found.invitation, call.now)) {
    case 'ACCEPTED':
      throw refuse('Already Accepted');
    case 'REJECTED':
      throw refuse('Already Rejected');
    case 'EXPIRED':
      throw refuse('Expired');
    default:
      return found;
  }
}

function paged<T>(call: Call, items: readonly T[], { nextToken, maxResults }: Paged, filters: (string | undefined)[]) {
  const scope = [call.operation, call.caller.account, ...filters].join('/');
  return pageOf(items, { nextToken, maxResults, most: PAGE, scope }, 'InvalidNextTokenException');
}
