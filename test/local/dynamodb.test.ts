import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { startDynamo } from '../../local/dynamodb.ts';

afterEach(() => vi.unstubAllEnvs());

/** The only `java` that is found answers `-version`, and does this when it is to run something. */
function javaThat(does: string) {
  const folder = mkdtempSync(join(tmpdir(), 'java-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'java'), `#!/bin/sh\n[ "$1" = -version ] || ${does}\n`);
  chmodSync(join(folder, 'java'), 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
}

const NEEDS = 'It needs Java 17 or later: `java -version` says which is here.';

it('says what to look at when DynamoDB Local never answers', async () => {
  javaThat('exec sleep 60');
  await expect(startDynamo({ patience: 2 })).rejects.toMatchObject({
    name: 'DynamoNotStarted',
    message: `DynamoDB Local did not answer within 2 seconds. ${NEEDS} If that is so, start again when less is going on.`,
  });
});

it('says what to look at when DynamoDB Local ends at once', async () => {
  javaThat('exit 1');
  await expect(startDynamo()).rejects.toMatchObject({
    name: 'DynamoNotStarted',
    message: expect.stringMatching(/^DynamoDB Local ended before it answered on port \d+\. It needs Java 17/),
  });
});
