import { randomBytes, randomUUID } from 'node:crypto';

/** A RAM invitation is open for 12 hours. */
export const INVITATION_HOURS = 12;

/** RAM's invitation to a share; EXPIRED is derived from its age. */
export interface Invitation {
  readonly arn: string;
  readonly at: Date;
  status: 'PENDING' | 'ACCEPTED' | 'REJECTED' | 'WITHDRAWN';
}

/** A RAM resource share that Lake Formation keeps between one owner and one consumer account. */
export interface ResourceShare {
  readonly arn: string;
  readonly name: string;
  readonly owner: string;
  readonly consumer: string;
  readonly created: Date;
  updated: Date;
  status: 'ACTIVE' | 'DELETED';
  /** Of the consumer's account with the share. */
  association: 'ASSOCIATING' | 'ASSOCIATED' | 'FAILED' | 'DISASSOCIATED';
  readonly invitations: Invitation[];
  /** Whether the consumer is in the owner's AWS organisation: no invitation then. */
  readonly external: boolean;
}

export function newShare(
  owner: string,
  consumer: string,
  options: { region: string; now: Date; version: string; external: boolean },
): ResourceShare {
  const prefix = options.version === '1' ? 'LakeFormation' : `LakeFormation-V${options.version}`;
  return {
    arn: `arn:aws:ram:${options.region}:${owner}:resource-share/${randomUUID()}`,
    name: `${prefix}-${shareSuffix()}`,
    owner,
    consumer,
    created: options.now,
    updated: options.now,
    status: 'ACTIVE',
    association: options.external ? 'ASSOCIATING' : 'ASSOCIATED',
    invitations: options.external ? [newInvitation(owner, options.region, options.now)] : [],
    external: options.external,
  };
}

export function newInvitation(owner: string, region: string, now: Date): Invitation {
  return {
    arn: `arn:aws:ram:${region}:${owner}:resource-share-invitation/${randomUUID()}`,
    at: now,
    status: 'PENDING',
  };
}

/** Ten letters and digits, as Lake Formation ends the names of its shares. */
function shareSuffix(): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return Array.from(randomBytes(10), (byte) => alphabet[byte % alphabet.length]).join('');
}

/** The invitation's status as RAM shows it at `now`. */
export function invitationStatus(invitation: Invitation, now: Date): 'PENDING' | 'ACCEPTED' | 'REJECTED' | 'EXPIRED' {
  if (invitation.status === 'WITHDRAWN') return 'EXPIRED';
  if (invitation.status !== 'PENDING') return invitation.status;
  return now.getTime() - invitation.at.getTime() > INVITATION_HOURS * 3_600_000 ? 'EXPIRED' : 'PENDING';
}
