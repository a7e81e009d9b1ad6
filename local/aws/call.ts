import type { ServiceError } from './errors.ts';
import { entityNotFound } from './errors.ts';
import type { Account, World } from './state/world.ts';

/** Who calls. `principal` is what Lake Formation grants to (a role's or user's ARN), `arn` what CloudTrail names. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
  readonly principal: string;
  readonly userId: string;
  readonly accessKeyId: string;
}

/** One call that an operation answers. */
export interface Call {
  readonly world: World;
  readonly caller: Caller;
  readonly now: Date;
  readonly operation: string;
  /** The error that a fault rule has for one of a batch's entries (1 unless told), if any. `name` is its table or partition. */
  readonly entryFault: (index: number, name: string, entries?: number) => ServiceError | undefined;
  /** Whether a fault rule wants an entry on this table answered as done, and not done. */
  readonly forgets: (name: string) => boolean;
}

/** An operation: validated input in, output out; it throws ServiceError. */
export type Handler = (input: never, call: Call) => object;

/** The account whose catalog is acted on: the caller's unless the request names another. */
export function catalogOf(call: Call, catalogId: string | undefined): Account {
  const id = catalogId ?? call.caller.account;
  const account = call.world.accounts.get(id);
  if (account === undefined) throw entityNotFound(`Catalog ${id} not found.`);
  return account;
}
