import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { listen, readBody } from '../../local/http.ts';
import { takeDynamo } from './dynamo.ts';
import { type AwsCall, openGateway } from './lambda/gateway.ts';
import { openWorld, type World } from './world.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A world as it is after docs/deploy.md: what a person runs in it, and what that has called. */
export interface Deployment extends World {
  /** The texts of secrets by their names. */
  secrets: Record<string, string>;
  /** Names of the tables that can be restored to a point in time. */
  restorable: Set<string>;
  /** Calls of DynamoDB, STS and Secrets Manager, those of a process of its own as of the function `script`. */
  calls: readonly AwsCall[];
}

/** Opens a deployment: tables that cannot be lost, secrets, and every AWS service behind one gateway that notes the calls. */
export async function openDeployment(): Promise<Deployment> {
  const world = await openWorld();
  const restorable = new Set([world.config.meshdeskTable]);
  const secrets: Record<string, string> = {};
  const dynamoUrl = await dynamoWithBackups(await takeDynamo(), restorable);
  const gateway = openGateway({ lakeUrl: world.lake.url, dynamoUrl, secrets });
  onTestFinished(() => gateway.close());
  const endpoints = (url: string) => ({
    ...{ AWS_ENDPOINT_URL_DYNAMODB: url, AWS_ENDPOINT_URL_STS: url, AWS_ENDPOINT_URL_SECRETS_MANAGER: url },
  });
  Object.assign(process.env, endpoints(await gateway.urlFor('test')));
  const environment = { ...world.environment, ...endpoints(await gateway.urlFor('script')) };
  return { ...world, environment, secrets, restorable, calls: gateway.calls };
}

/**
 * DynamoDB Local knows no backups and protects no table from deletion: as DynamoDB itself, this tells of both what
 * `restorable` says.
 */
async function dynamoWithBackups(to: string, restorable: ReadonlySet<string>): Promise<string> {
  const listening = await listen(async (request, response) => {
    const body = (await readBody(request)).toString('utf8');
    const operation = String(request.headers['x-amz-target']).split('.').at(-1);
    const type = { 'content-type': 'application/x-amz-json-1.0' };
    const { TableName = '' } = JSON.parse(body) as { TableName?: string };
    if (operation === 'DescribeContinuousBackups') {
      const PointInTimeRecoveryStatus = restorable.has(TableName) ? 'ENABLED' : 'DISABLED';
      const ContinuousBackupsDescription = {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus },
      };
      response.writeHead(200, type).end(JSON.stringify({ ContinuousBackupsDescription }));
      return;
    }
    const headers = {
      ...type,
      'x-amz-target': String(request.headers['x-amz-target']),
      authorization: String(request.headers.authorization),
      'x-amz-date': String(request.headers['x-amz-date']),
    };
    const answered = await fetch(to, { method: 'POST', headers, body });
    const text = await answered.text();
    const protecting = operation === 'DescribeTable' && answered.ok && restorable.has(TableName);
    response.writeHead(answered.status, type).end(protecting ? protectedTable(text) : text);
  });
  onTestFinished(() => listening.close());
  return listening.url;
}

function protectedTable(text: string): string {
  const { Table } = JSON.parse(text) as { Table: object };
  return JSON.stringify({ Table: { ...Table, DeletionProtectionEnabled: true } });
}

/** What a script printed, and how it ended. */
export interface Ran {
  code: number | null;
  lines: string[];
  errors: string;
}

/** Runs a script of package.json as a person does, with this environment and nothing else but what Node needs. */
export async function runScript(
  name: string,
  args: readonly string[],
  environment: Record<string, string | undefined>,
): Promise<Ran> {
  const { PATH = '', HOME = '' } = process.env;
  const quiet = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const child = spawn(process.execPath, ['--import', 'tsx', `scripts/${name}.ts`, ...args], {
    cwd: ROOT,
    env: { PATH, HOME, ...quiet, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, errors] = [child.stdout, child.stderr].map((stream) => {
    const texts: string[] = [];
    stream.setEncoding('utf8').on('data', (text: string) => texts.push(text));
    return texts;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, lines: (out ?? []).join('').trimEnd().split('\n'), errors: (errors ?? []).join('') };
}
