import type { Logger } from '@aws-lambda-powertools/logger';
import { type App, AwsLambdaReceiver, type Receiver, type ReceiverEvent } from '@slack/bolt';
import { asError } from '../request-state.ts';
import { boltLogger } from './bolt-logger.ts';
import { payloadOf } from './payload.ts';
import { type HttpAnswer, type HttpRequest, plainAnswer } from './request.ts';
import { signatureProblem } from './signature.ts';

/** An answer for Slack, and the work that goes on behind it. */
export interface Answered {
  answer: HttpAnswer;
  /** Resolves when the listeners have ended; never rejects. */
  rest: Promise<void>;
}

export interface Door {
  /** For Bolt's `App`. */
  receiver: Receiver;
  /** Answers as soon as a listener acknowledges. Never rejects: there is an answer for everything. */
  take(request: HttpRequest): Promise<Answered>;
}

export interface DoorSettings {
  signingSecret: string;
  now: () => Date;
  logger: Logger;
}

/** What Bolt's receiver calls of the app. */
type Processing = (event: ReceiverEvent) => Promise<void>;

/** Slack's largest payload is that of a view, which has 250 kB at most; with what stands in its fields it stays far below this. */
const MOST_BYTES = 1_048_576;

const NO_REST = Promise.resolve();

/**
 * Slack over HTTP: Bolt's receiver for Lambda behind a door that verifies the bytes before anything reads them, hands on UTF-8 and
 * bare content types, and lets the answer out at the acknowledgement instead of at the end of the work.
 */
export function openDoor({ signingSecret, now, logger }: DoorSettings): Door {
  let app: App | undefined;
  return {
    receiver: {
      init: (inited) => {
        app = inited;
      },
      start: async () => undefined,
      stop: async () => undefined,
    },
    async take(request) {
      if (app === undefined) throw new TypeError('the door was opened without an app behind it');
      const { method, headers } = request;
      if (method !== 'POST') return refused(plainAnswer(405, 'Slack sends POST here.', { allow: 'POST' }));
      if (request.body.length > MOST_BYTES) return refused(plainAnswer(413, 'Slack sends no more than 1 MiB.'));
      const problem = signatureProblem(request, signingSecret, now());
      if (problem !== null) {
        logger.warn('a request was refused', { problem });
        return refused(plainAnswer(401, problem));
      }
      const payload = payloadOf(request);
      if ('problem' in payload) return refused(plainAnswer(payload.status, payload.problem));
      return throughBolt(app, logger, { path: request.path, headers, ...payload });
    },
  };
}

interface Verified {
  path: string;
  headers: HttpRequest['headers'];
  type: string;
  text: string;
}

async function throughBolt(app: App, logger: Logger, verified: Verified): Promise<Answered> {
  const { path, headers, type, text } = verified;
  let rest: Promise<void> = NO_REST;
  const process: Processing = (event) => {
    const { acked, ended } = untilAcked((given) => app.processEvent(given), event);
    rest = ended.catch((error: unknown) => {
      logger.error('a listener failed', { error: asError(error) });
    });
    return acked;
  };
  const bolt = new AwsLambdaReceiver({ signingSecret: '', signatureVerification: false, logger: boltLogger(logger) });
  bolt.init(withProcessing(app, process));
  const {
    statusCode,
    headers: said,
    body,
  } = await bolt.toHandler()(
    {
      ...{ version: '2.0', routeKey: '$default', rawPath: path, rawQueryString: '', requestContext: {} },
      headers: { ...Object.fromEntries(headers), 'content-type': type },
      body: text,
      isBase64Encoded: false,
    },
    undefined,
  );
  const types = Object.entries(said ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return { answer: { status: statusCode, headers: Object.fromEntries(types), body }, rest };
}

/** Has the event processed; `acked` settles with the acknowledgement, or with the end when none comes before it. */
function untilAcked(process: Processing, event: ReceiverEvent): { acked: Promise<void>; ended: Promise<void> } {
  const { promise, resolve } = deferred();
  const ack: ReceiverEvent['ack'] = async (response) => {
    await event.ack(response);
    resolve();
  };
  const ended = process({ ...event, ack });
  return { acked: Promise.race([promise, ended]), ended };
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** The app, with another way to process. */
function withProcessing(app: App, process: Processing): App {
  return Object.create(app, { processEvent: { value: process } });
}

function refused(answer: HttpAnswer): Answered {
  return { answer, rest: NO_REST };
}
