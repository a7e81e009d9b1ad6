import { readConfig } from '../../src/config.ts';
import { deskFromConfig } from '../../src/handlers/desk-from-config.ts';
import type { FrontDesk } from '../../src/handlers/front-desk.ts';
import { awsError, type Call, type Fate, openGateway, slackAnswer } from './gateway.ts';
import type { Place } from './place.ts';

/** When a worker is struck: before the service hears of a call, or after it has done it. */
export interface Blow {
  /** The number of its call, or of its write, from 1; or `service:Operation`: the first such call. */
  at: number | string;
  of: 'calls' | 'writes';
  side: 'before' | 'after';
  /** Killed, it does nothing any more; cut off, it lives on, having lost one connection. */
  how: 'killed' | 'cut off';
}

/** A process that works at the desk, as far as the services can tell: a way out of its own, caches of its own, a clock. */
export interface Worker {
  name: string;
  desk: FrontDesk;
  clock: { now: Date };
  /** What it called, `service:Operation`, in order. */
  calls: string[];
  /** The call that it was struck at. */
  struck(): string | undefined;
  dead(): boolean;
  /** Nothing that it still tries has any effect. */
  end(): Promise<void>;
}

/** Calls that leave everything as it is. */
const READS =
  /^(dynamodb:(GetItem|Query|BatchGetItem)|slack:(users|usergroups|conversations|auth)\.|\w+:(Get|List|Search|BatchGet)|ram:(get|list)|sts:|s3:GET)/;

/** Those of the calls that a blow of this kind counts. */
export function counted(calls: readonly string[], of: Blow['of']): string[] {
  return calls.filter((call) => of === 'calls' || !READS.test(call));
}

/** Starts a worker at the place. Each of its calls meets the fate that `fateOf` has for it; the blow comes first. */
export async function startWorker(
  place: Place,
  name: string,
  now: Date,
  { blow, fateOf }: { blow?: Blow | undefined; fateOf?: (call: Call) => Fate | Promise<Fate> } = {},
): Promise<Worker> {
  const calls: string[] = [];
  let at = 0;
  let struck: string | undefined;
  let dead = false;
  const struckAt = (call: Call, label: string): Fate => {
    if (blow === undefined || struck !== undefined || counted([label], blow.of).length === 0) return undefined;
    at += 1;
    if (blow.at !== at && blow.at !== label) return undefined;
    struck = label;
    if (blow.how === 'cut off') return { cut: blow.side };
    dead = true;
    return { answer: refusal(call), after: blow.side === 'after' };
  };
  const targets = { dynamo: place.dynamoUrl, lake: place.lake.url, slack: place.slack.url };
  const gateway = await openGateway(targets, async (call) => {
    if (dead) return { answer: refusal(call) };
    const label = `${call.service}:${call.operation}`;
    calls.push(label);
    const fate = struckAt(call, label) ?? (await fateOf?.(call));
    return fate ?? { change: (answer) => (dead ? refusal(call) : answer) };
  });
  const clock = { now };
  const desk = deskAt(place, gateway.url, () => clock.now);
  return {
    ...{ name, desk, clock, calls },
    struck: () => struck,
    dead: () => dead,
    end: async () => {
      dead = true;
      desk.mesh.sessions.close();
      await gateway.close();
    },
  };
}

/** What a dead worker hears of the world: nothing that it would try again. */
function refusal({ service }: Call) {
  return service === 'slack' ? slackAnswer({ ok: false, error: 'invalid_auth' }) : awsError('AccessDeniedException');
}

function deskAt(place: Place, gateway: string, now: () => Date): FrontDesk {
  const environment = {
    ...place.environment,
    AWS_ENDPOINT_URL: gateway,
    AWS_ENDPOINT_URL_DYNAMODB: gateway,
    SLACK_API_URL: `${gateway}/api/`,
    LOG_LEVEL: 'ERROR',
  };
  Object.assign(process.env, environment);
  const desk = deskFromConfig(readConfig(environment), undefined, now);
  // What it would complain of is the purpose.
  desk.logger.setLogLevel('SILENT');
  return desk;
}
