import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { DynamoDBRecord } from 'aws-lambda';
import { REGION } from '../../../local/settings.ts';
import { bundleFunctions, FUNCTIONS, type FunctionName } from '../../../scripts/build/bundle.ts';
import type { HttpAnswer } from '../../../src/handlers/http/request.ts';
import { functionUrl } from '../lambda-http.ts';
import { evaluate, readTemplate, type Template, type Values } from '../template.ts';
import type { World } from '../world.ts';
import { bring, type Discarded, type Mapping } from './event-source.ts';
import { type LambdaFunction, startFunction } from './function.ts';
import { type Gateway, openGateway } from './gateway.ts';
import { nodeBinary } from './node.ts';
import { openStream } from './stream.ts';

export const QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/555555555555/failures';
const SECRET = 'meshdesk/slack';
/** Between looks at a stream that has nothing new. Lambda itself looks four times a second. */
const POLL_MS = 50;

/** The bot as the functions of the template, as built, each in processes of its own. */
export interface Staged {
  functions: Record<FunctionName, LambdaFunction>;
  gateway: Gateway;
  template: Template;
  values: Values;
  discarded: Discarded[];
  mapping(events: 'SubscriptionsEvents' | 'OperationsEvents'): Mapping;
}

/** Where the functions find everything else. */
export type Around = Pick<World, 'config' | 'lake' | 'slack'> & { dynamoUrl: string };

export interface StageOptions {
  node: 20 | 24;
  /** At each so-manieth event of a function its idle processes are gone; only at the first unless told. */
  coldEvery?: number;
  /** Follow the tables' streams; true unless told. */
  streams?: boolean;
  /** In the place of what the secret holds. */
  secret?: Record<string, string> | null;
  /** In the place of the template's parameters. */
  values?: Values;
  /** Into the environment of every function, besides. */
  variables?: Record<string, string>;
  /** Whether DynamoDB refuses a call, by its body. */
  refuses?: (body: string) => boolean;
  /** What becomes of the records of a page, before they are brought; they are brought as they come unless told. */
  arrange?: (records: DynamoDBRecord[], table: string) => DynamoDBRecord[];
  /** What stands between the streams and a function; nothing unless told. */
  between?: (target: LambdaFunction) => LambdaFunction;
}

/** Puts the functions up. `onEnd` is told what ends them. */
export async function putUp(
  around: Around,
  options: StageOptions,
  onEnd: (end: () => Promise<void>) => void,
): Promise<Staged> {
  const { config, lake, slack, dynamoUrl } = around;
  const template = readTemplate('template.yaml');
  const values = { ...valuesFor(around), ...options.values };
  const secret = options.secret ?? {
    SLACK_BOT_TOKEN: slack.settings.botToken,
    SLACK_SIGNING_SECRET: slack.settings.signingSecret,
  };
  const secrets = options.secret === null ? {} : { [SECRET]: JSON.stringify(secret) };
  const gateway = openGateway({
    lakeUrl: lake.url,
    dynamoUrl,
    secrets,
    ...(options.refuses && { refuses: options.refuses }),
  });
  const bundles = await mkdtemp(join(tmpdir(), 'meshdesk-lambda-'));
  await bundleFunctions(bundles);
  const start = async (name: FunctionName) => {
    const more = {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'AKIA555555555555LOCAL',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL: await gateway.urlFor(name),
      SLACK_API_URL: config.slackApiUrl ?? '',
      ...options.variables,
    };
    const node = nodeBinary(options.node);
    const coldEvery = options.coldEvery ?? Number.POSITIVE_INFINITY;
    return startFunction({ name, template, values, node, bundles, more, coldEvery });
  };
  const functions = Object.fromEntries(
    await Promise.all(FUNCTIONS.map(async (name) => [name, await start(name)] as const)),
  ) as Staged['functions'];
  const discarded: Discarded[] = [];
  const mapping: Staged['mapping'] = (name) =>
    evaluate(template, values, template.Resources[name]?.Properties) as Mapping;
  const ending = new AbortController();
  const url = await functionUrl(async (event) => answerOf(await functions.slack.invoke(event)), onEnd);
  const told = await fetch(`${slack.url}/_control/request-url`, { method: 'POST', body: JSON.stringify({ url }) });
  if (!told.ok) throw new Error(await told.text());
  const streams = [
    [config.subscriptionsTable, functions.subscriptions, mapping('SubscriptionsEvents')],
    [config.meshdeskTable, functions.operations, mapping('OperationsEvents')],
  ] as const;
  const following: Promise<void>[] = [];
  onEnd(async () => {
    ending.abort();
    await Promise.all(following);
    await Promise.all(Object.values(functions).map((one) => one.stop()));
    await gateway.close();
    await rm(bundles, { recursive: true });
  });
  if (options.streams !== false) {
    // What is in the streams already is done with before anybody comes.
    const bringing = await Promise.all(streams.map(([table, target, how]) => bringer(table, target, how)));
    for (const bringNext of bringing) await bringNext();
    following.push(...bringing.map(follow));
  }
  return { functions, gateway, template, values, discarded, mapping };

  /** Brings the next page of a stream at each call; answers whether there was one. */
  async function bringer(table: string, target: LambdaFunction, how: Mapping): Promise<() => Promise<boolean>> {
    const read = await openStream(dynamoUrl, REGION, table);
    const to = options.between?.(target) ?? target;
    return async () => {
      const records = await read();
      await bring(how, to, options.arrange?.(records, table) ?? records, (what) => discarded.push(what));
      return records.length > 0;
    };
  }

  async function follow(bringNext: () => Promise<boolean>): Promise<void> {
    while (!ending.signal.aborted) {
      if (!(await bringNext())) await wait(POLL_MS);
    }
  }
}

function valuesFor({ config, lake }: Around): Values {
  return {
    'AWS::AccountId': config.meshAccountId,
    'AWS::Region': config.region,
    'AWS::Partition': 'aws',
    'AWS::StackName': 'meshdesk',
    ExternalId: lake.externalId,
    Admins: config.admins.join(','),
    AdminChannel: config.adminChannel,
    MeshdeskTableName: config.meshdeskTable,
    SubscriptionsTableName: config.subscriptionsTable,
    FailureQueue: QUEUE_URL,
    'FailureQueue.Arn': 'arn:aws:sqs:us-east-1:555555555555:failures',
    ...Object.fromEntries(
      ['Slack', 'Subscriptions', 'Operations', 'Sweep'].flatMap((name) => [
        [`${name}Function`, `meshdesk-${name}`],
        [`${name}Role.Arn`, `arn:aws:iam::${config.meshAccountId}:role/AwsDataMesh/Meshdesk${name}`],
      ]),
    ),
    'SubscriptionsTable.StreamArn': 'arn:aws:dynamodb:us-east-1:555555555555:table/S/stream/1',
    'MeshdeskTable.StreamArn': 'arn:aws:dynamodb:us-east-1:555555555555:table/M/stream/1',
    FunctionPolicy: 'FunctionPolicy',
    StreamPolicy: 'StreamPolicy',
  };
}

/** The answer that a streaming function wrote: a prelude with status and headers, eight zero bytes, the body. */
async function answerOf({ answer }: { answer: Promise<string> }): Promise<HttpAnswer> {
  const [prelude = '', body = ''] = (await answer).split('\0'.repeat(8));
  const { statusCode, headers } = JSON.parse(prelude) as { statusCode: number; headers: Record<string, string> };
  return { status: statusCode, headers, body };
}
