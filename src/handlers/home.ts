import pLimit from 'p-limit';
import { type Join, joining } from '../mesh/joining.ts';
import type { HomeSubject } from '../mesh/stores/homes.ts';
import type { FrontDesk } from './front-desk.ts';
import { asError } from './request-state.ts';

/** Slack does not say when a Home tab is left: after so long it is taken for left. */
const VIEWED_MS = 8 * 3_600_000;
/** So many people, of those who look at one account, see it change by itself; the others when they come again. */
const MOST_VIEWERS = 50;
/** Home tabs that are published at once, in this process. */
const publishing = pLimit(4);

/** Of a thousand changes of one account few ask who looks at it. */
const looks = new WeakMap<FrontDesk['viewers'], Join<string[]>>();

function looking({ viewers }: FrontDesk): Join<string[]> {
  const join = looks.get(viewers) ?? joining<string[]>();
  looks.set(viewers, join);
  return join;
}

/** Somebody opened their Home tab: it is drawn, and drawn again when what it shows changes. */
export async function openHome(desk: FrontDesk, userId: string): Promise<void> {
  const { partOf } = await import('./part.ts');
  const { person, accounts } = await partOf(desk, userId);
  const subjects: HomeSubject[] = accounts.map(({ accountId }) => accountId);
  if (person.admin) subjects.push('connections');
  await desk.viewers.opened(userId, subjects, new Date(desk.now().getTime() + VIEWED_MS));
  await desk.homes.now(userId);
}

/** Draws somebody's Home tab anew: the only writer of Home tabs. */
export async function publishHome(desk: FrontDesk, userId: string): Promise<void> {
  await publishing(async () => {
    // Loaded when somebody looks: nobody does in most processes.
    const [{ homeView }, { overviewOf }] = await Promise.all([
      import('../blocks/home-view.ts'),
      import('./overview.ts'),
    ]);
    await desk.patientSlack.views.publish({ user_id: userId, view: homeView(await overviewOf(desk, userId)) });
  });
}

/** These things changed: whoever looks at them in their Home tab sees so. A tab that cannot be drawn holds nothing up. */
export async function refreshHomes(desk: FrontDesk, subjects: readonly HomeSubject[]): Promise<void> {
  const look = (of: HomeSubject) => () => desk.viewers.viewers(of, desk.now(), MOST_VIEWERS);
  const found = await Promise.all(subjects.map((of) => looking(desk)(of, look(of))));
  await Promise.all(
    [...new Set(found.flat())].map(async (userId) => {
      try {
        await desk.homes.now(userId);
      } catch (error) {
        desk.logger.warn('a Home tab could not be published', { userId, error: asError(error) });
      }
    }),
  );
}

/** A subscription or its operation changed: those who look at one of its accounts see so. */
export async function refreshHomesOf(desk: FrontDesk, subscriptionId: string): Promise<void> {
  // Consistently: such reads are joined with those of others.
  const read = await desk.subscriptions.get(subscriptionId, { consistent: true });
  if (!read?.readable) return;
  const { OwnerPrincipal, SubscriberPrincipal } = read.subscription;
  await refreshHomes(desk, [...new Set([OwnerPrincipal, SubscriberPrincipal])]);
}
