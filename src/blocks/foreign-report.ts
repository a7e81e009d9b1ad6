import type { MessageContent } from './card.ts';
import type { RequestFacts } from './facts.ts';
import { shorten } from './limits.ts';
import { bold, bullets, code, escaped, line, rich } from './rich.ts';
import { accountName, requester } from './words.ts';

/** Whether the record names tables of somebody else's as its owner's, or as its owner an account that offers none. */
export function isFalseClaim(facts: RequestFacts): boolean {
  const { phase, owner } = facts;
  const wrongOwner = owner?.producer === false && (phase.is === 'open' || phase.is === 'active');
  return wrongOwner || foreignIn(facts).length > 0;
}

/** For the admin channel: a record that names an owner for tables that are somebody else's. */
export function foreignReport(facts: RequestFacts): MessageContent {
  const { subscription, owner, subscriber, phase } = facts;
  const { SubscriptionId: id, OwnerPrincipal, SubscriberPrincipal, DatabaseName } = subscription;
  const foreign = foreignIn(facts);
  const offers = foreign.length > 0 || owner?.producer !== false;
  const title = offers
    ? 'A request names tables that its owner does not own'
    : 'A request names an owner that offers no data';
  const fate = phase.is === 'active' ? 'Meshdesk has not granted them' : 'They are not granted, whoever approves';
  const ownerName = accountName(owner, OwnerPrincipal);
  return {
    text: escaped(`${title}: ${shorten(id, 60)}`),
    blocks: [
      rich(
        line('⚠️ ', bold(`${title}. `), code(id)),
        offers
          ? line('It says that ', ownerName, ' owns these tables of ', code(DatabaseName), `. ${fate}:`)
          : line('It says that ', ownerName, ' owns what it asks for in ', code(DatabaseName), `. ${fate}.`),
        ...(foreign.length === 0 ? [] : [bullets(foreign.slice(0, 10).map((table) => [code(table)]))]),
        line('Asked by ', requester(facts), ' for ', accountName(subscriber, SubscriberPrincipal), '.'),
      ),
    ],
  };
}

function foreignIn({ outlook, claimed = [] }: RequestFacts): string[] {
  const leftOut = (outlook?.leftOut ?? []).filter(({ reason }) => reason === 'foreign').map(({ asked }) => asked);
  return [...new Set([...leftOut, ...claimed])];
}
