import type { Decision, Operation } from './operation.ts';
import type { GrantEntry } from './plan.ts';
import type { OperationStore } from './stores/operations.ts';

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
  entries: GrantEntry[];
  /** It is being revoked: nobody can rely on it any more. */
  ending: boolean;
}

/** What the subscription of this operation holds by it, and by the decision before it. Undefined: nothing that is known. */
export function grantsDecided(operation: Operation): DecidedGrants | undefined {
  const { requested, standing, state } = operation;
  const ending = operation.order.kind === 'revoke' && state !== 'failed';
  const decisions = state === 'failed' ? [standing] : state === 'done' ? [operation] : [standing, operation];
  const granting = decisions.filter((decision) => decision !== undefined).filter(isGranting);
  const [first] = granting;
  if (first === undefined) return undefined;
  const { principal, databaseName } = first.frozen.plan;
  const entries = granting.flatMap(({ frozen }) => frozen.target);
  return { by: first.actor, at: first.claimedAt, requested, principal, databaseName, entries, ending };
}

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
  const { kind } = decision.order;
  return (kind === 'approve' || kind === 'change') && decision.frozen?.target !== undefined;
}
