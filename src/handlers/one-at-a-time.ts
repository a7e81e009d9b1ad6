import type { FrontDesk } from './front-desk.ts';
import { asError } from './request-state.ts';

type Work = () => Promise<void>;

/** Work of one kind that goes on by itself, one piece at a time; what fails is logged. */
export interface OneAtATime {
  /** Begins unless some is under way. */
  begin(work: Work): void;
  /** Begins, or does so when what is under way has ended: that may have passed over what is to be done. */
  beginAnew(work: Work): void;
  /** Resolves when nothing is under way. */
  ended(): Promise<void>;
}

export function oneAtATime({ logger }: Pick<FrontDesk, 'logger'>): OneAtATime {
  let underWay: Promise<void> | null = null;
  let next: Work | null = null;
  const begin = (work: Work): void => {
    underWay ??= work()
      .catch((error: unknown) => logger.error('the sweep failed', { error: asError(error) }))
      .finally(() => {
        const waiting = next;
        [underWay, next] = [null, null];
        if (waiting !== null) begin(waiting);
      });
  };
  return {
    begin,
    beginAnew(work) {
      if (underWay === null) begin(work);
      else next = work;
    },
    async ended() {
      while (underWay !== null) await underWay;
    },
  };
}
