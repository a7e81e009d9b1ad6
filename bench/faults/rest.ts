import { setTimeout as wait } from 'node:timers/promises';
import { audit, type Finding } from '../auditor/audit.ts';
import { gather } from '../auditor/facts.ts';
import type { Place } from './place.ts';

/** Audits until nothing is found, or the patience (milliseconds) is at its end: what is found then. */
export async function findingsAtRest(place: Place, patienceMs: number): Promise<Finding[]> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const findings = audit(await gather(place));
    if (findings.length === 0 || performance.now() > deadline) return findings;
    await wait(1_000);
  }
}
