import type { Pass } from '../../mesh/stores/passes.ts';
import type { FrontDesk } from '../front-desk.ts';

/** A look through everything of a kind, in steps; where it has come to is kept, whoever makes the next one. */
export interface Through {
  name: string;
  /** From the beginning of one look to that of the next, in milliseconds. */
  everyMs: number;
  /** Of one run. */
  mostSteps: number;
  /** Looks at a page, and answers where the next one begins; `enough`: this run has used up what it may. */
  step(desk: FrontDesk, cursor: Pass['cursor']): Promise<{ next: Pass['cursor']; enough?: boolean }>;
}

/** Goes on with the look, or begins the next one when it is due. Of several at once one goes on. */
export async function goOn(desk: FrontDesk, through: Through, until: Date): Promise<void> {
  const { name, everyMs, mostSteps, step } = through;
  const passes = await desk.passes();
  let at = await passes.get(name);
  const isDue = at === undefined || desk.now().getTime() - Date.parse(at.begunAt) >= everyMs;
  if (at?.cursor === undefined && !isDue) return;
  const begunAt = at?.cursor === undefined || at === undefined ? desk.now().toISOString() : at.begunAt;
  for (let steps = 0; steps < mostSteps && desk.now() < until; steps++) {
    const { next, enough } = await step(desk, at?.cursor);
    const kept = await passes.put(name, { begunAt, ...(next !== undefined && { cursor: next }) }, at);
    if (kept === null || next === undefined || enough) return;
    at = kept;
  }
}

/** Has the next run begin the look anew. */
export async function beginAnew(desk: FrontDesk, { name }: Through): Promise<void> {
  const begunAt = new Date(0).toISOString();
  const passes = await desk.passes();
  while ((await passes.put(name, { begunAt }, await passes.get(name))) === null) {
    // Somebody went on with it between reading and writing.
  }
}
