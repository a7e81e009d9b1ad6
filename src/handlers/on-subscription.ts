import { takeBackAbandoned } from '../mesh/taking-back.ts';
import type { FrontDesk } from './front-desk.ts';
import { refreshHomesOf } from './home.ts';

/** A subscription was written, by whomever: what nobody will go on with is taken back, its card shows it, and then the Home tabs of those who look at it. */
export async function onSubscription(desk: FrontDesk, subscriptionId: string): Promise<void> {
  await takeBackAbandoned(desk, subscriptionId);
  await desk.refresher.now(subscriptionId);
  await refreshHomesOf(desk, subscriptionId);
}
