import { ConfigError } from '../../config.ts';
import { deskFromConfig } from '../desk-from-config.ts';
import type { Answered, Door } from '../http/door.ts';
import { openFrontDoor } from '../http/front-door.ts';
import { type LambdaHttpEvent, requestOf } from '../http/request.ts';
import { unconfiguredAnswer } from '../http/unconfigured.ts';
import { kept } from '../kept.ts';
import { lambdaConfig } from './lambda-desk.ts';
import { type StreamingHandler, send, streaming } from './streaming.ts';
import type { MetricName } from './telemetry.ts';

/** The Lambda function that Slack talks to: answers at the acknowledgement, and goes on with the work. */
export function slackHandler(): StreamingHandler {
  const door = kept(async () => {
    const config = await lambdaConfig();
    return openFrontDoor(config, deskFromConfig(config));
  });
  // Begun while Lambda initialises; whoever comes first waits for it, and meets its error.
  door().catch(() => undefined);
  return streaming(async (event, stream) => {
    const { answer, rest } = await answered(door, event);
    send(stream, answer);
    const { timeEpoch } = event.requestContext ?? {};
    const took = Date.now() - (timeEpoch ?? Date.now());
    await rest;
    await measured('AckTime', took);
  });
}

async function answered(door: () => Promise<Door>, event: LambdaHttpEvent): Promise<Answered> {
  const request = requestOf(event);
  try {
    return await (await door()).take(request);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(JSON.stringify({ level: 'ERROR', service: 'meshdesk', message: error.message }));
    return { answer: unconfiguredAnswer(request), rest: measured('Unconfigured', 1) };
  }
}

/** Metrics are for afterwards: nobody waits for them to be loaded. */
async function measured(name: MetricName, value: number): Promise<void> {
  const { measure } = await import('./telemetry.ts');
  measure(name, value);
}
