import { readConfig } from '../../src/config.ts';
import { FunctionError } from '../../test/support/lambda/environment.ts';
import type { LambdaFunction } from '../../test/support/lambda/function.ts';
import { putUp } from '../../test/support/lambda/staged.ts';
import { openGround, openPlace } from './place.ts';
import { dice } from './process.ts';
import { findingsAtRest } from './rest.ts';
import { scattering } from './scattering.ts';
import { cardsOf, PER_MINUTE, REST_MS, type StreamTold, type Telling } from './stream-scene.ts';
import { traffic } from './traffic.ts';

const NAME = 'the functions: batches out of order, failed in part or whole, brought again, cut in halves';
/** Of all batches, once they were worked on. */
const CUT_OFF = 0.15;
const FAILED_IN_PART = 0.25;
/** Between two sweeps: more often than the template has it, so that there are some. */
const SWEEP_MS = 10_000;

/** The functions as built, with batches as Lambda may bring them at its worst. */
export async function tellFunctions(
  dynamoUrl: string,
  { ms, seed, patienceMs = REST_MS }: Telling,
): Promise<StreamTold> {
  const place = await openPlace(await openGround(dynamoUrl));
  const ends: (() => Promise<void>)[] = [() => place.close()];
  const chance = dice(seed);
  const { scatter } = scattering<DynamoRecord>(chance);
  const luck = { fair: false, failed: 0 };
  Object.assign(process.env, place.environment);
  try {
    const { functions } = await putUp(
      { ...place, config: readConfig({ ...place.environment, LOG_LEVEL: 'ERROR' }) },
      {
        node: 24,
        arrange: (records, table) => scatter(records, table),
        between: (target) => unlucky(target, chance, luck),
      },
      (end) => void ends.push(end),
    );
    let sweeping = Promise.resolve();
    const sweep = async () => {
      const { ended } = await functions.sweep.invoke({});
      await ended;
    };
    const timer = setInterval(() => {
      sweeping = sweeping.then(sweep);
    }, SWEEP_MS);
    ends.push(async () => {
      clearInterval(timer);
      await sweeping;
    });
    const { deeds } = await traffic(place, { ms, perMinute: PER_MINUTE, chance });
    luck.fair = true;
    const begun = performance.now();
    const findings = await findingsAtRest(place, patienceMs);
    const restedMs = performance.now() - begun;
    const told = { name: NAME, counts: 'batches failed', done: luck.failed, early: 0 };
    return { ...told, ...(await cardsOf(place)), deeds, restedMs, findings };
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

type DynamoRecord = Parameters<NonNullable<Parameters<typeof putUp>[1]['arrange']>>[0][number];

/** The function, which does its work and is cut off nevertheless, or says that it failed at one of its records. */
function unlucky(
  target: LambdaFunction,
  chance: () => number,
  luck: { fair: boolean; failed: number },
): LambdaFunction {
  return {
    ...target,
    async invoke(event) {
      const invocation = await target.invoke(event);
      await invocation.ended;
      // The first always is: on a slow machine there are few.
      const isFirst = luck.failed === 0;
      if (luck.fair && !isFirst) return invocation;
      if (isFirst || chance() < CUT_OFF) {
        luck.failed += 1;
        throw new FunctionError('the function was cut off');
      }
      if (chance() >= FAILED_IN_PART) return invocation;
      luck.failed += 1;
      const { Records } = event as { Records: DynamoRecord[] };
      const { dynamodb } = Records[Math.floor(chance() * Records.length)] ?? {};
      const batchItemFailures = [{ itemIdentifier: dynamodb?.SequenceNumber }];
      return { answer: Promise.resolve(JSON.stringify({ batchItemFailures })), ended: Promise.resolve() };
    },
  };
}
