import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { type Listening, listen } from '../local/http.ts';
import { signature } from '../local/slack/delivery/signed-http.ts';
import { bundleFunctions } from '../scripts/build/bundle.ts';
import { loadedFirst } from '../scripts/build/loaded.ts';
import { installRuntimes, nodeBinary } from '../test/support/lambda/node.ts';
import { quantile, type Row, type Table } from './report.ts';

const FUNCTIONS = ['slack', 'subscriptions', 'operations'] as const;
type Name = (typeof FUNCTIONS)[number];

const ROUNDS = 21;
const SIGNING_SECRET = 'a-signing-secret';
const ONCE = fileURLToPath(new URL('cold/once.mjs', import.meta.url));
const run = promisify(execFile);

/** Milliseconds. */
interface Start {
  /** From the first import to the last. */
  initialisation: number;
  /** From the first import to the first answer. */
  answer: number;
}

/** How long new processes take to load each function and to answer its first event, beside the same function bundled plainly. */
export async function cold(): Promise<Table[]> {
  const dir = await mkdtemp(join(tmpdir(), 'meshdesk-cold-'));
  const outside = await stand();
  try {
    await installRuntimes();
    const built = await bundleFunctions(`${dir}/ours`);
    await Promise.all(FUNCTIONS.map((name) => bundlePlainly(name, dir)));
    const plain = await Promise.all(FUNCTIONS.map(async (name) => (await stat(plainPath(dir, name))).size / 1024));
    const sizes = FUNCTIONS.map((name, at): Row => {
      const atMost = { slack: 650, subscriptions: 500, operations: 1300 }[name];
      return {
        what: `${name}: loaded to initialise`,
        ours: loadedFirst(built[name]) / 1024,
        reference: plain[at] ?? Number.NaN,
        target: { of: 'ours', atMost },
      };
    });
    const reference = 'bundled plainly, all of the AWS SDK at once';
    const tables: Table[] = [{ title: 'The bundles, minified', unit: 'KiB', reference, rows: sizes }];
    for (const version of [24, 20] as const) {
      const rows: Row[] = [];
      for (const name of FUNCTIONS) rows.push(...(await startsOf(nodeBinary(version), name, dir, outside.url)));
      const title = `New processes of Node ${version}, ${ROUNDS} of each taken in turn, the median`;
      tables.push({ title, unit: 'ms', reference, rows });
    }
    return tables;
  } finally {
    await outside.close();
    await rm(dir, { recursive: true });
  }
}

const plainPath = (dir: string, name: Name) => `${dir}/plain/${name}.cjs`;

/** As a tutorial bundles a function: one file, everything in it. */
async function bundlePlainly(name: Name, dir: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL(`cold/${name}.ts`, import.meta.url))],
    outfile: plainPath(dir, name),
    ...{ bundle: true, format: 'cjs', platform: 'node', target: 'node20', minify: true, logLevel: 'error' },
  });
}

async function startsOf(node: string, name: Name, dir: string, url: string): Promise<Row[]> {
  const [ours, plain]: [Start[], Start[]] = [[], []];
  const [mine, theirs] = [`${dir}/ours/${name}/index.mjs`, plainPath(dir, name)];
  // The first of each finds nothing in the caches of the machine.
  for (const bundle of [mine, theirs]) await start(node, bundle, name, url);
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await start(node, mine, name, url));
    plain.push(await start(node, theirs, name, url));
  }
  const medians = (what: keyof Start) =>
    [ours, plain].map((starts) =>
      quantile(
        starts.map((one) => one[what]),
        0.5,
      ),
    ) as [number, number];
  const [[init, plainInit], [answer, plainAnswer]] = [medians('initialisation'), medians('answer')];
  const target = name === 'slack' ? { target: { of: 'ratio' as const, atMost: 0.5 } } : {};
  return [
    { what: `${name}: initialisation`, ours: init, reference: plainInit, ...target },
    { what: `${name}: to the first answer`, ours: answer, reference: plainAnswer },
  ];
}

async function start(node: string, bundle: string, name: Name, url: string): Promise<Start> {
  const { stdout } = await run(node, [ONCE, bundle, JSON.stringify(eventFor(name, url))], { env: environment(url) });
  return JSON.parse(stdout) as Start;
}

function environment(url: string): Record<string, string> {
  return {
    MESH_ACCOUNT_ID: '555555555555',
    MESHDESK_ADMINS: 'U0ADA',
    MESHDESK_ADMIN_CHANNEL: 'C0ADMINS',
    SLACK_SECRET: 'meshdesk/slack',
    SLACK_API_URL: `${url}/api/`,
    LOG_LEVEL: 'ERROR',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: url,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/** `/mesh help`; a record that is gone again; an account that has no requests. */
function eventFor(name: Name, url: string): object {
  if (name === 'subscriptions') return records({ SubscriptionId: { S: 'request-1' } });
  if (name === 'operations') return records({ pk: { S: 'account#111111111111' }, sk: { S: 'account' } });
  const fields = { command: '/mesh', text: 'help', user_id: 'U0RITA', channel_id: 'C0RETAIL', team_id: 'T0MESHDESK' };
  const body = new URLSearchParams({ ...fields, response_url: `${url}/respond`, trigger_id: '1' }).toString();
  const timestamp = Math.floor(Date.now() / 1000);
  return {
    ...{
      version: '2.0',
      routeKey: '$default',
      rawPath: '/slack/events',
      rawQueryString: '',
      body,
      isBase64Encoded: false,
    },
    requestContext: { http: { method: 'POST' }, timeEpoch: Date.now() },
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': signature(SIGNING_SECRET, timestamp, body),
    },
  };
}

function records(Keys: object): object {
  return { Records: [{ eventID: '1', eventName: 'MODIFY', dynamodb: { Keys, SequenceNumber: '1' } }] };
}

/** Secrets Manager, an empty DynamoDB, and a Slack that takes everything. */
function stand(): Promise<Listening> {
  const SecretString = JSON.stringify({ SLACK_BOT_TOKEN: 'xoxb-cold', SLACK_SIGNING_SECRET: SIGNING_SECRET });
  return listen(async (request, response) => {
    request.resume();
    const aws = request.headers['x-amz-target'] !== undefined;
    response.writeHead(200, { 'content-type': aws ? 'application/x-amz-json-1.1' : 'application/json' });
    response.end(JSON.stringify({ ok: true, SecretString, Items: [], Count: 0, ScannedCount: 0 }));
  });
}
