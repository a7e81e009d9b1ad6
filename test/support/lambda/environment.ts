import { type ChildProcess, spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { type Listening, listen, readBody } from '../../../local/http.ts';

const BOOTSTRAP = fileURLToPath(new URL('bootstrap.mjs', import.meta.url));

/** What a function did with an event. */
export interface Invocation {
  /** What it answered, as soon as it was all there. Rejects with FunctionError. */
  answer: Promise<string>;
  /** Resolves when the function has ended and is frozen. Rejects with FunctionError. */
  ended: Promise<void>;
}

/** The function threw, did not start, or was cut off. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
}

/** One execution environment: a process that is given one event at a time, and is stopped in between. */
export interface Environment {
  invoke(event: unknown): Invocation;
  /** What it printed so far. */
  readonly log: readonly string[];
  /** Ends the process. */
  stop(): Promise<void>;
}

export interface EnvironmentOptions {
  node: string;
  /** Folder of the bundle. */
  root: string;
  handler: string;
  variables: Record<string, string>;
  timeoutMs: number;
}

/** A promise, with what settles it. */
interface Settled<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: Error) => void;
}

/** What is under way. */
interface Current {
  id: string;
  event: unknown;
  /** Whether the process has it. */
  begun: boolean;
  answer: Settled<string>;
  ended: Settled<void>;
  timer: NodeJS.Timeout;
}

/** Starts the process: from here on it initialises, as on Lambda. */
export async function startEnvironment(options: EnvironmentOptions): Promise<Environment> {
  const { node, root, handler, variables, timeoutMs } = options;
  let waiting: ServerResponse | undefined;
  let current: Current | undefined;
  let number = 0;
  const log: string[] = [];

  const deliver = () => {
    if (waiting === undefined || current === undefined) return;
    const response = waiting;
    waiting = undefined;
    current.begun = true;
    child.kill('SIGCONT');
    response.writeHead(200, {
      'lambda-runtime-aws-request-id': current.id,
      'lambda-runtime-deadline-ms': String(Date.now() + timeoutMs),
      'lambda-runtime-trace-id': `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`,
    });
    response.end(JSON.stringify(current.event));
  };
  const finish = (error?: Error) => {
    const done = current;
    current = undefined;
    if (done === undefined) return;
    clearTimeout(done.timer);
    if (error !== undefined) done.answer.reject(error);
    if (error === undefined) done.ended.resolve();
    else done.ended.reject(error);
  };
  const api: Listening = await listen(async (request, response) => {
    const path = String(request.url).replace('/2018-06-01/runtime/', '');
    if (path === 'invocation/next') {
      // It asks for more: what was under way has ended, and it stands still until more comes.
      child.kill('SIGSTOP');
      waiting = response;
      if (current?.begun) finish();
      return deliver();
    }
    const body = await bodyOf(request);
    response.writeHead(202).end();
    if (path.endsWith('/response')) current?.answer.resolve(body);
    else {
      log.push(body);
      finish(new FunctionError(body));
    }
  });
  const child = launch(node, { ...variables, ...reserved(root, handler, api.port) }, log);
  child.once('exit', (code) => finish(new FunctionError(`the process ended with ${code}`)));

  return {
    log,
    invoke(event) {
      if (current !== undefined) throw new RangeError('one event at a time');
      const [answer, ended] = [settled<string>(), settled<void>()];
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
      }, timeoutMs);
      current = { id: `request-${number++}`, event, begun: false, answer, ended, timer };
      deliver();
      return { answer: answer.promise, ended: ended.promise };
    },
    async stop() {
      const gone = new Promise<void>((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) resolve();
        else child.once('exit', () => resolve());
      });
      child.kill('SIGKILL');
      await gone;
      await api.close();
    },
  };
}

function launch(node: string, env: Record<string, string>, log: string[]): ChildProcess {
  const child = spawn(node, [BOOTSTRAP], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => log.push(...text.split('\n').filter((line) => line)));
  }
  return child;
}

/** What Lambda itself puts into a function's environment. */
function reserved(root: string, handler: string, port: number): Record<string, string> {
  return {
    AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
    LAMBDA_TASK_ROOT: root,
    _HANDLER: handler,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
    TZ: ':UTC',
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  return (await readBody(request)).toString('utf8');
}

function settled<T>(): Settled<T> {
  let resolve: Settled<T>['resolve'] = () => undefined;
  let reject: Settled<T>['reject'] = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
