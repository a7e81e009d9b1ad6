import { readFile, rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DataMeshConsumer, DataMeshProducer } from '../../src/mesh/index.ts';
import { tables } from './support/decisions.ts';
import { grantsOf, MESH, openMesh, RETAIL, type TestMesh } from './support/mesh.ts';
import { makeSource } from './support/source.ts';

const PAGE = new URL('../../docs/api.md', import.meta.url);
/** Beside the tests, so that the package is found by its own name. */
const PROGRAM = new URL(`./api-example-${process.pid}.ts`, import.meta.url);

let mesh: TestMesh;

beforeEach(async () => {
  mesh = await openMesh();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(PROGRAM, { force: true });
  await mesh.close();
});

describe('docs/api.md', () => {
  it('has examples that run as they stand, one after the other', async () => {
    const producer = await mesh.sessions.inAccount({ role: 'producer', accountId: RETAIL, actor: 'test' });
    await makeSource(producer, {
      database: 'tpcds',
      tables: [...tables('web_sales', 'store_sales', 'customer')],
      partitionsEach: 2,
    });
    const page = await readFile(PAGE, 'utf8');
    const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
    const table = `dataMeshAccountId: '${MESH}', subscriptionsTable: '${mesh.desk.subscriptionsTable}',`;
    const source = JSON.stringify(new URL('../../src/mesh/index.ts', import.meta.url).href);
    const whole = blocks.join('\n').replaceAll(`dataMeshAccountId: '${MESH}',`, table);
    const program = whole.replaceAll("'meshdesk'", source);
    await writeFile(PROGRAM, program);
    const said: string[] = [];
    vi.spyOn(console, 'log').mockImplementation((...words: unknown[]) => void said.push(words.join(' ')));
    await import(/* @vite-ignore */ PROGRAM.href);
    expect(said).toContain(`tpcds-${RETAIL}`);
    expect(said).toContain('web_sales is web_sales_link');
    expect(said).toContain('web_sales  → DESCRIBE,SELECT');
    expect(said).toContain('Active SELECT,INSERT,DESCRIBE SELECT');
    expect(said).toContain('customer customer');
    const inMesh = await mesh.asProducer();
    expect(await grantsOf(inMesh)).toEqual([]);
  });

  it('names every method and no other', async () => {
    const page = await readFile(PAGE, 'utf8');
    const documented = new Set(
      [...page.matchAll(/^### (.+)$/gm)].flatMap(([, names]) => (names ?? '').match(/\w{8,}/g) ?? []),
    );
    const methods = [DataMeshProducer, DataMeshConsumer].flatMap((of) => Object.getOwnPropertyNames(of.prototype));
    const public_ = methods.filter((name) => !['constructor', 'close'].includes(name));
    expect([...documented].filter((name) => name !== 'consumer').sort()).toEqual([...new Set(public_)].sort());
  });
});
