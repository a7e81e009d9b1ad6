import { MeshError } from './errors.ts';
import type { FrozenPlan } from './order.ts';
import type { LeftOut } from './plan.ts';

/** So much of what takes no part is kept: a card names a few. */
const MOST_LEFT_OUT = 100;
const LONGEST_NAME = 255;

/** What is kept beside a plan of what takes no part; of that which nobody chose the least. */
export function leftOutKept(leftOut: readonly LeftOut[]): Pick<FrozenPlan, 'leftOut' | 'leftOutMore'> {
  const [chosen, unchosen] = [leftOut.filter(isOther), leftOut.filter((one) => !isOther(one))];
  const kept = [...chosen, ...unchosen].slice(0, MOST_LEFT_OUT);
  const more = leftOut.length - kept.length;
  return {
    leftOut: kept.map((one) => ({ ...one, asked: one.asked.slice(0, LONGEST_NAME) })),
    ...(more > 0 && { leftOutMore: more }),
  };
}

const isOther = ({ reason }: LeftOut) => reason !== 'not-chosen';

/** Nothing is left to be granted: what is not told in a list is not told in an error. */
export function nothingToGrant(subscriptionId: string, leftOut: readonly LeftOut[]): MeshError<'NothingToGrant'> {
  return new MeshError('NothingToGrant', { subscriptionId, reasons: leftOut.filter(({ unnamed }) => !unnamed) });
}
