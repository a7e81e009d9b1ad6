import { type Limits, limitsOf } from './limits.ts';
import { type Decision, grants, isUnderWay, type Operation } from './operation.ts';
import type { FrozenPlan } from './order.ts';
import type { GrantEntry } from './plan.ts';
import type { OperationStore } from './stores/operations.ts';
import { consumerOf, type Subscription } from './subscription.ts';
import { meshTime } from './time.ts';

/** What a subscription was granted by decisions of Meshdesk's that stand, whatever its record says. */
export interface DecidedGrants {
  /** Slack user id, and ISO 8601. */
  by: string;
  at: string;
  /** CreationDate of the request that was decided on. */
  requested: string;
  /** 12 digits: whom it was granted to. */
  principal: string;
  databaseName: string;
  /** All that it may hold. */
  entries: GrantEntry[];
  /** What an end that was done in part may have left of what it held before. */
  left: readonly GrantEntry[];
  /** What it goes on needing: nothing of what is being revoked, once that has begun and will be gone through with. */
  needs: GrantEntry[];
  /** What SELECT was approved for. */
  limits: Limits;
  /** Tables of which SELECT was approved elsewhere for a part that is not known. */
  inPart: readonly string[];
  /** Whether somebody decided on it elsewhere, as its record says: then all that was asked for may be granted. */
  elsewhere(record: Subscription): boolean;
  /** It has begun, and its record is yet to be settled: how that stood. */
  unsettled?: NonNullable<FrozenPlan['seen']>;
}

/** What the subscription of this operation holds by it, and by the decision before it. Undefined: nothing that is known. */
export function grantsDecided(operation: Operation): DecidedGrants | undefined {
  const { requested, standing, state, order, frozen } = operation;
  const decisions = state === 'failed' ? [standing] : [...(isReplaced(operation) ? [] : [standing]), operation];
  const granting = decisions.filter((decision) => decision !== undefined).filter(isGranting);
  const [first] = granting;
  if (first === undefined) return undefined;
  const { principal, databaseName } = first.frozen.plan;
  const entries = granting.flatMap(targetOf);
  // A plan that is frozen is gone through with; before that an order may come to nothing, and what stood stands.
  const begun = state !== 'failed' && frozen !== undefined;
  const over = begun && (order.kind === 'revoke' || operation.takesBack !== undefined);
  const last = granting.at(-1) ?? first;
  return {
    ...{ by: first.actor, at: first.claimedAt, requested, principal, databaseName, entries },
    left: state === 'done' && order.kind === 'revoke' ? [] : (standing?.frozen?.left ?? []),
    limits: limitsOf(state === 'failed' ? (standing ?? operation) : operation),
    inPart: [...new Set(granting.flatMap((decision) => decision.frozen.inPart ?? []))],
    elsewhere: (record) =>
      [operation, last].some((decision) => decision.elsewhere) ||
      (!isUnderWay(operation) && isDecidedElsewhere(record, [operation, standing])),
    needs: over ? [] : last.order.kind === 'approve' ? entries : targetOf(last),
    ...(begun && !over && state !== 'done' && last === operation && frozen.seen && { unsettled: frozen.seen }),
  };
}

/** Whether somebody else wrote a decision into the record since these were written into it; a consumer, who imports, decides nothing. */
export function isDecidedElsewhere(
  { UpdatedDate, UpdatedBy }: Subscription,
  decisions: readonly (Pick<Decision, 'claimedAt'> | undefined)[],
): boolean {
  const ours = decisions.map((decision) => decision && meshTime(new Date(decision.claimedAt)));
  return UpdatedDate !== undefined && !ours.includes(UpdatedDate) && consumerOf(UpdatedBy) === undefined;
}

/** Whether what stood before it does so no more: a change and a revocation take its place; approvals and denials of a repeat leave it. */
function isReplaced({ state, order }: Operation): boolean {
  return state === 'done' && (order.kind === 'change' || order.kind === 'revoke');
}

const targetOf = ({ frozen }: Granting): GrantEntry[] => frozen.target;

/** The same of several subscriptions, by their ids, out of Meshdesk's own table. */
export function decidedIn({ many }: Pick<OperationStore, 'many'>) {
  return async (subscriptionIds: readonly string[]): Promise<Map<string, DecidedGrants>> => {
    const operations = await many([...new Set(subscriptionIds)], { plans: true });
    const found = [...operations].map(([id, operation]) => [id, grantsDecided(operation)] as const);
    return new Map(found.flatMap(([id, grants]) => (grants === undefined ? [] : [[id, grants]])));
  };
}

type Granting = Decision & { frozen: NonNullable<Decision['frozen']> & { target: GrantEntry[] } };

function isGranting(decision: Decision): decision is Granting {
  return grants(decision) && decision.frozen?.target !== undefined;
}
