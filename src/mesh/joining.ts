import { setTimeout as wait } from 'node:timers/promises';

/** Work by its key: nobody is given what began before they asked for it, and those who wait for the same share it. */
export type Join<T> = (key: string, work: () => Promise<T>) => Promise<T>;

/** Everybody does their own. */
export const alone: Join<unknown> = (_key, work) => work();

/** The work's answer, by whomever it was done; nobody changes what others have as well. */
export function joined<T>(join: Join<unknown>, key: string, work: () => Promise<T>): Promise<T> {
  return join(key, work) as Promise<T>;
}

/**
 * One piece of work at a time for each key, which begins `spacingMs` after the one before it or later; whoever asks meanwhile gets
 * the next, with all others who do.
 */
export function joining<T>(spacingMs = 0): Join<T> {
  const running = new Map<string, Promise<unknown>>();
  const next = new Map<string, Promise<T>>();

  const run = (key: string, work: () => Promise<T>): Promise<T> => {
    const answer = work();
    const over = Promise.allSettled(spacingMs === 0 ? [answer] : [answer, wait(spacingMs)]).then(() => {
      if (running.get(key) === over) running.delete(key);
    });
    running.set(key, over);
    return answer;
  };

  return (key, work) => {
    // Between the end of one and the start of the next nothing runs, and somebody may ask again.
    const waiting = next.get(key);
    if (waiting !== undefined) return waiting;
    const current = running.get(key);
    if (current === undefined) return run(key, work);
    const begin = () => {
      next.delete(key);
      return run(key, work);
    };
    const following = current.then(begin);
    next.set(key, following);
    return following;
  };
}

/** The same, and for `freshMs` after it was given an answer does for whoever asks; of the last `most` keys. No failure is kept. */
export function lasting<T>(join: Join<T>, freshMs: number, most: number): Join<T> {
  const answers = new Map<string, Promise<T>>();
  return (key, work) => {
    const there = answers.get(key);
    if (there !== undefined) return there;
    const answer = join(key, work);
    answers.set(key, answer);
    const forget = () => {
      if (answers.get(key) === answer) answers.delete(key);
    };
    answer.then(() => setTimeout(forget, freshMs).unref(), forget);
    const [oldest] = answers.keys();
    if (answers.size > most && oldest !== undefined) answers.delete(oldest);
    return answer;
  };
}
