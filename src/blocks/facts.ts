import type { Account } from '../mesh/account.ts';
import type { Granted } from '../mesh/granted.ts';
import type { Import } from '../mesh/import.ts';
import type { Decision, Operation, OperationError } from '../mesh/operation.ts';
import type { Phase, Requester } from '../mesh/phase.ts';
import type { Outlook } from '../mesh/plan.ts';
import type { SensitiveColumn } from '../mesh/sensitivity.ts';
import type { Subscription } from '../mesh/subscription.ts';

/** All that a card or a notice of one request is drawn from. */
export interface RequestFacts {
  subscription: Subscription;
  phase: Phase;
  owner: Account | undefined;
  subscriber: Account | undefined;
  requester: Requester;
  /** Why it was asked for; empty where nothing was noted, or it is not known. */
  reason: string[];
  /** Null when the record's CreationDate is not of the form that it should have. */
  askedAt: Date | null;
  /** What a decision would change; only while it is open. */
  outlook?: Outlook;
  /** Of the record; absent where nobody is about to decide. */
  recordBytes?: number;
  /** Why approving as asked would be refused, though there is an outlook. */
  obstacle?: OperationError;
  /** Why there is no outlook. */
  lookError?: OperationError;
  /** The last import of what is granted now, if somebody ordered one. */
  importing?: Import;
  /** What Meshdesk granted and nobody revoked there, though the record says that it was denied or has ended. */
  stillGranted?: Decision;
  /** An operation that was half done when somebody decided otherwise: what it granted is taken back. */
  takingBack?: Operation;
  /** What Meshdesk granted, while that stands. */
  granted?: Granted;
  /** Tables that a grant made elsewhere names, so the record says, though its owner does not own them. */
  claimed?: string[];
  /** By table name. */
  sensitive: ReadonlyMap<string, SensitiveColumn[]>;
}
