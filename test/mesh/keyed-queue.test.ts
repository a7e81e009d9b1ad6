import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyedQueue } from '../../src/mesh/aws/keyed-queue.ts';

/** Work that ends when it is told to. */
function held() {
  let end = (_done: boolean): void => undefined;
  const promise = new Promise<boolean>((resolve) => {
    end = resolve;
  });
  let begun = false;
  const work = () => {
    begun = true;
    return promise;
  };
  return { work, end, begun: () => begun };
}
const done = async () => true;
const undone = async () => false;
const queueOf = (room: number) => keyedQueue<() => Promise<boolean>>(room, { work: (work) => work() });
/** Resolves when everything that can go on without news has. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('keyedQueue', () => {
  it('keeps the order within a key and runs keys side by side', async () => {
    const queue = queueOf(10);
    const [first, second, other] = [held(), held(), held()];
    await queue.add('a', '1', first.work);
    await queue.add('a', '2', second.work);
    await queue.add('b', '3', other.work);
    await settled();
    expect([first, second, other].map(({ begun }) => begun())).toEqual([true, false, true]);
    first.end(true);
    await settled();
    expect(second.begun()).toBe(true);
    second.end(true);
    other.end(true);
    await queue.drained();
    expect(queue.doneUpTo()).toBe('3');
  });

  it('is done up to the last position before what is not', async () => {
    const queue = queueOf(10);
    const slow = held();
    expect(queue.doneUpTo()).toBeUndefined();
    await queue.add('a', '1', done);
    await queue.add('b', '2', slow.work);
    await queue.add('c', '3', done);
    await settled();
    expect([queue.doneUpTo(), queue.allDone()]).toEqual(['1', false]);
    slow.end(true);
    await queue.drained();
    expect([queue.doneUpTo(), queue.allDone()]).toEqual(['3', true]);
  });

  it('never passes work that ended undone', async () => {
    const queue = queueOf(10);
    await queue.add('a', '1', done);
    await queue.add('b', '2', undone);
    await queue.add('b', '3', done);
    await queue.drained();
    expect([queue.doneUpTo(), queue.allDone()]).toEqual(['1', false]);
  });

  it('makes whoever adds wait while it is full', async () => {
    const queue = queueOf(2);
    const [first, second] = [held(), held()];
    await queue.add('a', '1', first.work);
    let added = false;
    const adding = queue.add('b', '2', second.work).then(() => {
      added = true;
    });
    await settled();
    expect(added).toBe(false);
    first.end(true);
    await adding;
    second.end(true);
    await queue.drained();
  });

  it('makes whoever adds wait while one key has very much to do', async () => {
    const queue = queueOf(2);
    const slow = held();
    await queue.add('a', '0', slow.work);
    for (let at = 1; at < 19; at++) await queue.add('a', String(at), done);
    let added = false;
    const adding = queue.add('a', '19', done).then(() => {
      added = true;
    });
    await settled();
    expect(added).toBe(false);
    slow.end(true);
    await adding;
  });

  it('does not wait for work that ended undone, however much came after it', async () => {
    const queue = queueOf(2);
    await queue.add('a', '0', undone);
    for (let at = 1; at < 100; at++) await queue.add('b', String(at), done);
    await queue.drained();
    expect(queue.doneUpTo()).toBeUndefined();
  });

  it('does what is joined at once, when what came before it has ended', async () => {
    const begun: string[] = [];
    const first = held();
    const queue = keyedQueue<string>(10, {
      work: (task) => {
        begun.push(task);
        return task === 'a' ? first.work() : Promise.resolve(true);
      },
      joined: (waiting, next) => (next === 'alone' ? null : `${waiting}+${next}`),
    });
    for (const [at, task] of ['a', 'b', 'c', 'alone', 'd'].entries()) await queue.add('key', String(at), task);
    await settled();
    expect([begun, queue.doneUpTo()]).toEqual([['a'], undefined]);
    first.end(true);
    await queue.drained();
    expect([begun, queue.doneUpTo(), queue.allDone()]).toEqual([['a', 'b+c', 'alone+d'], '4', true]);
  });

  it('leaves undone all that was joined to what ended undone', async () => {
    const first = held();
    const queue = keyedQueue<string>(10, {
      work: (task) => (task === 'a' ? first.work() : undone()),
      joined: (_, next) => next,
    });
    for (const [at, task] of ['a', 'b', 'c'].entries()) await queue.add('key', String(at), task);
    await settled();
    first.end(true);
    await queue.drained();
    expect([queue.doneUpTo(), queue.allDone()]).toEqual(['0', false]);
  });

  it('holds in whatever order work ends', async () => {
    const task = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), ends: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(task, { maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        async (s, tasks, room) => {
          const queue = queueOf(room);
          const begun: number[] = [];
          const ended = new Set<number>();
          const running = new Set<string>();
          let most = 0;
          const adding = (async () => {
            for (const [at, { key, ends }] of tasks.entries()) {
              await queue.add(key, String(at), async () => {
                expect(running.has(key)).toBe(false);
                running.add(key);
                most = Math.max(most, running.size);
                begun.push(at);
                await s.schedule(Promise.resolve());
                running.delete(key);
                if (ends) ended.add(at);
                return ends;
              });
              expect(Number(queue.doneUpTo() ?? -1)).toBeLessThanOrEqual(prefix(tasks, ended));
            }
          })();
          await s.waitFor(adding);
          await s.waitFor(queue.drained());
          expect(begun.toSorted((a, b) => a - b)).toEqual(tasks.map((_, at) => at));
          for (const key of ['a', 'b', 'c', 'd']) {
            const mine = begun.filter((at) => tasks[at]?.key === key);
            expect(mine).toEqual(mine.toSorted((a, b) => a - b));
          }
          expect(most).toBeLessThanOrEqual(room);
          expect(Number(queue.doneUpTo() ?? -1)).toBe(prefix(tasks, ended));
          expect(queue.allDone()).toBe(tasks.every(({ ends }) => ends));
        },
      ),
    );
  });
});

/** The last position before the first that is not done; -1: none. */
function prefix(tasks: readonly unknown[], ended: ReadonlySet<number>): number {
  const first = tasks.findIndex((_, at) => !ended.has(at));
  return (first < 0 ? tasks.length : first) - 1;
}
