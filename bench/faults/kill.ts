import { heldUntil } from '../../src/handlers/persist.ts';
import { LEASE_MS } from '../../src/mesh/procedure.ts';
import { type Ground, openPlace, type Place } from './place.ts';
import { differences, type State, stateOf } from './state.ts';
import { type Blow, counted, startWorker, type Worker } from './worker.ts';

/** A piece of work that somebody starts again when whoever did it is gone: Slack's person, or a stream. */
export type Piece = (worker: Worker, place: Place) => Promise<void>;

/** An operation from the click to the card. */
export interface Story {
  name: string;
  /** What came before, undisturbed. */
  before: Piece[];
  /** One after the other, by one worker; by the next when it is killed. */
  pieces: Piece[];
}

/** What striking a story's worker everywhere came to. */
export interface Struck {
  /** Calls of the undisturbed run. */
  steps: number;
  /** Runs with a blow. */
  runs: number;
  /** The calls that were struck, each with the times it was, over all runs. */
  calls: Map<string, number>;
  /** Numbers of calls or writes that some run made and none was struck at, and kinds that never were, each with its side. */
  missed: string[];
  /** What ended otherwise than undisturbed: which blow, and where. */
  differing: { blow: string; differences: string[] }[];
}

/** When every story begins; the clocks of the desk and of Slack stand still there, and go on when a lease has to end. */
const BEGINS = new Date('2026-11-23T07:00:00Z');
/** After a kill somebody else comes when the lease and every posting are over. */
const NEXT_COMES_MS = LEASE_MS + 1_000;
/** As often as whoever brings the work does it again before giving up. */
const MOST_TRIES = 12;
/** Two runs differ by a few calls: a number that nothing was struck at is tried again, so many times in all. */
const TRIES_A_NUMBER = 3;

/** Strikes the story's worker at each of its calls or writes, on the sides that are named, and compares each end with the undisturbed one. */
export async function strikeEverywhere(
  ground: Ground,
  story: Story,
  where: Pick<Blow, 'how' | 'of'>,
  sides: readonly Blow['side'][] = ['before', 'after'],
): Promise<Struck> {
  const undisturbed = await play(ground, story);
  const found: Struck = { steps: undisturbed.calls.length, runs: 0, calls: new Map(), missed: [], differing: [] };
  for (const side of sides) await strikeSide(ground, story, { ...where, side }, undisturbed, found);
  return found;
}

/** Goes on until the number is past the calls of every run that nothing struck, the undisturbed one among them. */
async function strikeSide(
  ground: Ground,
  story: Story,
  where: Omit<Blow, 'at'>,
  undisturbed: Played,
  found: Struck,
): Promise<void> {
  const { how, of, side } = where;
  const made = new Set(counted(undisturbed.calls, of));
  const struckHere = new Set<string>();
  const empty: number[] = [];
  let most = counted(undisturbed.calls, of).length;
  /** Strikes there; false: the run had no such call. */
  const strike = async (at: Blow['at']): Promise<boolean> => {
    const { calls, struck, state, trouble } = await play(ground, story, { at, ...where });
    const all = counted(calls, of);
    for (const call of all) made.add(call);
    if (struck === undefined) {
      most = Math.max(most, all.length);
      return false;
    }
    found.runs += 1;
    struckHere.add(struck);
    found.calls.set(struck, (found.calls.get(struck) ?? 0) + 1);
    const differing = trouble ?? differences(state, undisturbed.state);
    if (differing.length > 0)
      found.differing.push({ blow: `${how} ${side} ${of} ${at}, ${struck}`, differences: differing });
    return true;
  };
  for (let at = 1, tries = 1; at <= most || tries <= TRIES_A_NUMBER; ) {
    if (await strike(at)) [at, tries] = [at + 1, 1];
    else if (tries < TRIES_A_NUMBER || at > most) tries += 1;
    else {
      empty.push(at);
      [at, tries] = [at + 1, 1];
    }
  }
  // Calls that go side by side change places: of which kind none had a number that was struck, the first is.
  for (const call of [...made]) if (!struckHere.has(call)) await strike(call);
  const numbers = empty.map((at) => `number ${at}`);
  const kinds = [...made].filter((call) => !struckHere.has(call));
  found.missed.push(...[...numbers, ...kinds].map((what) => `${how} ${side} ${what}`));
}

interface Played {
  state: State;
  /** Of the worker that was to be struck. */
  calls: readonly string[];
  struck: string | undefined;
  /** Why it did not come to an end. */
  trouble?: string[];
}

async function play(ground: Ground, story: Story, blow?: Blow): Promise<Played> {
  const place = await openPlace(ground, () => BEGINS.getTime());
  const workers: Worker[] = [];
  const start = async (now: Date, blows?: Blow) => {
    const worker = await startWorker(place, `worker-${workers.length}`, now, { blow: blows });
    workers.push(worker);
    return worker;
  };
  try {
    const early = await start(BEGINS);
    for (const piece of story.before) await through(piece, early, place);
    await early.end();
    const victim = await start(BEGINS, blow);
    let worker = victim;
    for (const piece of story.pieces) {
      await through(piece, worker, place).catch(unless(worker));
      if (!worker.dead()) continue;
      await worker.end();
      worker = await start(new Date(worker.clock.now.getTime() + NEXT_COMES_MS));
      await through(piece, worker, place);
    }
    await worker.end();
    return { state: await stateOf(place), calls: victim.calls, struck: victim.struck() };
  } catch (error) {
    return {
      state: await stateOf(place),
      calls: workers[1]?.calls ?? [],
      struck: workers[1]?.struck(),
      trouble: [`it does not end: ${error}`],
    };
  } finally {
    for (const worker of workers) await worker.end();
    await place.close();
  }
}

/** Passes over what a worker that is dead by now complains of. */
function unless(worker: Worker) {
  return (error: unknown) => {
    if (!worker.dead()) throw error;
  };
}

/** Does the piece, again when it failed, as streams and people do; what is held is waited for on the worker's own clock. */
async function through(piece: Piece, worker: Worker, place: Place): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await piece(worker, place);
    } catch (error) {
      if (worker.dead() || tries === MOST_TRIES) throw error;
      const until = heldUntil(error);
      if (until !== null) worker.clock.now = new Date(Math.max(until, worker.clock.now.getTime()));
    }
  }
}
