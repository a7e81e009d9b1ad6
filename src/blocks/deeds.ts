import type { Order } from '../mesh/order.ts';

/** What somebody ordered, in the words that tell of it. */
export interface Deed {
  /** "@rita approves it", while it is carried out. */
  does: string;
  /** "@rita approved it". */
  did: string;
  /** "@rita approved this at 9:41 AM, today". */
  didThis: string;
  /** "The approval by @rita was carried out". */
  noun: string;
  /** "Granted by @rita", of what it came to. */
  outcome: string;
}

const DEEDS: Record<Order['kind'] | 'import' | 'create', Deed> = {
  approve: {
    does: 'approves it',
    did: 'approved it',
    didThis: 'approved this',
    noun: 'approval',
    outcome: 'Granted',
  },
  deny: { does: 'denies it', did: 'denied it', didThis: 'denied this', noun: 'denial', outcome: 'Denied' },
  change: {
    does: 'changes the grants',
    did: 'changed the grants',
    didThis: 'changed the grants of this',
    noun: 'change of the grants',
    outcome: 'Changed',
  },
  revoke: {
    does: 'revokes the grants',
    did: 'revoked the grants',
    didThis: 'revoked this',
    noun: 'revocation',
    outcome: 'Ended',
  },
  import: {
    does: 'imports it',
    did: 'ordered the import',
    didThis: 'imported this',
    noun: 'import',
    outcome: 'Imported',
  },
  create: {
    does: 'creates the data products',
    did: 'ordered the data products',
    didThis: 'ordered this',
    noun: 'creation of the data products',
    outcome: 'Created',
  },
};

const ANY: Deed = {
  does: 'decides on it',
  did: 'decided on it',
  didThis: 'decided on this',
  noun: 'decision',
  outcome: 'Decided',
};

/** The words for an order of this kind; a kind that nobody knows is a decision. */
export function deed(kind: string): Deed {
  return Object.hasOwn(DEEDS, kind) ? DEEDS[kind as keyof typeof DEEDS] : ANY;
}
