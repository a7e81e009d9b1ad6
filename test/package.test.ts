import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

it('gives the core as a library to plain Node, without Slack in it', async () => {
  await run('npm', ['run', 'build:lib'], { cwd: ROOT });
  const script = `
    const { DataMeshProducer, DataMeshConsumer, MeshError } = await import('meshdesk');
    const producer = new DataMeshProducer({ dataMeshAccountId: '555555555555' });
    console.log([producer.createDataProducts, DataMeshConsumer, MeshError].map((one) => typeof one).join());
  `;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: ROOT });
  expect(stdout.trim()).toBe('function,function,function');
}, 60_000);
