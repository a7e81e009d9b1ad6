import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Listening, listen, readBody } from '../../../local/http.ts';

/** An AWS call that went through the gateway, as IAM would judge it. */
export interface AwsCall {
  /** Name of the function whose environment it came from. */
  function: string;
  /** ARN of the role it was made as; the function's own when it is `function`. */
  as: string;
  /** `dynamodb:PutItem` */
  action: string;
  /** `table/Name`, `table/Name/index/Index`, an ARN, or `*` where the request does not tell. */
  resource: string;
}

/** What stands behind the gateway. */
export interface Behind {
  lakeUrl: string;
  dynamoUrl: string;
  /** The texts of secrets by their names. */
  secrets: Record<string, string>;
  /** Whether DynamoDB refuses a call, by its body. */
  refuses?: (body: string) => boolean;
}

/** Where functions reach AWS: the lake, DynamoDB, Secrets Manager and SQS at one address a function; every call is noted. */
export interface Gateway {
  readonly calls: readonly AwsCall[];
  /** Messages that were sent to SQS, by whomever. */
  readonly messages: string[];
  /** The address for the environments of a function. */
  urlFor(functionName: string): Promise<string>;
  close(): Promise<void>;
}

interface Request {
  service: string;
  accessKeyId: string;
  operation: string;
  body: Buffer;
  message: IncomingMessage;
}

export function openGateway(behind: Behind): Gateway {
  const calls: AwsCall[] = [];
  const messages: string[] = [];
  const open: Listening[] = [];
  /** Which role a key belongs to; keys that no AssumeRole gave out are the functions' own. */
  const roles = new Map<string, string>();

  const serve = async (functionName: string, message: IncomingMessage, response: ServerResponse) => {
    const request = await read(message);
    const as = roles.get(request.accessKeyId) ?? 'function';
    for (const { action, resource } of judged(request)) calls.push({ function: functionName, as, action, resource });
    if (request.service === 'secretsmanager') return tellSecret(behind.secrets, request, response);
    if (request.service === 'sqs') return takeMessage(messages, request, response);
    if (behind.refuses?.(request.body.toString('utf8'))) {
      response.writeHead(400, JSON_TYPE).end(JSON.stringify({ __type: 'ValidationException', message: 'No.' }));
      return;
    }
    const answered = await forward(
      request.service === 'dynamodb' ? behind.dynamoUrl : behind.lakeUrl,
      request,
      response,
    );
    if (request.operation !== 'AssumeRole') return;
    const key = /<AccessKeyId>(\w+)</.exec(answered)?.[1];
    const arn = /<Arn>([^<]+)</.exec(answered)?.[1];
    if (key !== undefined && arn !== undefined) roles.set(key, arn);
  };

  return {
    calls,
    messages,
    async urlFor(functionName) {
      const listening = await listen((request, response) => serve(functionName, request, response));
      open.push(listening);
      return listening.url;
    },
    async close() {
      await Promise.all(open.map((listening) => listening.close()));
    },
  };
}

async function read(message: IncomingMessage): Promise<Request> {
  const body = await readBody(message);
  const [accessKeyId = '', , , service = ''] =
    /Credential=([^,\s]+)/.exec(String(message.headers.authorization))?.[1]?.split('/') ?? [];
  const target = message.headers['x-amz-target'];
  const operation =
    typeof target === 'string'
      ? (target.split('.').at(-1) ?? '')
      : (new URLSearchParams(body.toString('utf8')).get('Action') ?? '');
  return { service, accessKeyId, operation, body, message };
}

/** The actions of a call, with what they are done to. Those of the lake but AssumeRole are in the lake's own journal. */
function judged({ service, operation, body }: Request): Pick<AwsCall, 'action' | 'resource'>[] {
  if (operation === 'GetCallerIdentity') return [];
  if (service === 'sts') {
    return [{ action: `sts:${operation}`, resource: new URLSearchParams(body.toString('utf8')).get('RoleArn') ?? '*' }];
  }
  if (service !== 'dynamodb' && service !== 'secretsmanager' && service !== 'sqs') return [];
  const input = JSON.parse(body.toString('utf8')) as DynamoInput & { SecretId?: string };
  if (service === 'secretsmanager') return [{ action: `${service}:${operation}`, resource: input.SecretId ?? '*' }];
  if (service === 'sqs') return [{ action: `${service}:${operation}`, resource: '*' }];
  return dynamoActions(operation, input);
}

interface DynamoInput {
  TableName?: string;
  IndexName?: string;
  RequestItems?: Record<string, unknown>;
  TransactItems?: Record<string, { TableName: string }>[];
}

const TRANSACTED: Record<string, string> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};

function dynamoActions(operation: string, input: DynamoInput): Pick<AwsCall, 'action' | 'resource'>[] {
  if (input.TransactItems !== undefined) {
    return input.TransactItems.flatMap((item) =>
      Object.entries(item).map(([kind, { TableName }]) => ({
        ...{ action: `dynamodb:${TRANSACTED[kind]}`, resource: `table/${TableName}` },
      })),
    );
  }
  if (input.RequestItems !== undefined) {
    return Object.keys(input.RequestItems).map((name) => ({
      ...{ action: `dynamodb:${operation}`, resource: `table/${name}` },
    }));
  }
  const index = input.IndexName === undefined ? '' : `/index/${input.IndexName}`;
  return [{ action: `dynamodb:${operation}`, resource: `table/${input.TableName}${index}` }];
}

const JSON_TYPE = { 'content-type': 'application/x-amz-json-1.1' };

function tellSecret(secrets: Record<string, string>, { body }: Request, response: ServerResponse): void {
  const { SecretId = '' } = JSON.parse(body.toString('utf8')) as { SecretId?: string };
  const text = secrets[SecretId];
  if (text === undefined) {
    const refusal = {
      __type: 'ResourceNotFoundException',
      Message: "Secrets Manager can't find the specified secret.",
    };
    response.writeHead(400, JSON_TYPE).end(JSON.stringify(refusal));
    return;
  }
  response.writeHead(200, JSON_TYPE).end(JSON.stringify({ Name: SecretId, SecretString: text }));
}

function takeMessage(messages: string[], { body }: Request, response: ServerResponse): void {
  const { MessageBody = '' } = JSON.parse(body.toString('utf8')) as { MessageBody?: string };
  messages.push(MessageBody);
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
  const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
  response.end(JSON.stringify({ MessageId: String(messages.length), MD5OfMessageBody }));
}

/** Sends the call on as it came, and its answer back; answers the answer's text. */
async function forward(to: string, { message, body }: Request, response: ServerResponse): Promise<string> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    if (!['host', 'connection', 'content-length', 'transfer-encoding', 'expect'].includes(name)) {
      headers.set(name, String(value));
    }
  }
  const method = message.method ?? 'POST';
  const bare = method === 'GET' || method === 'HEAD';
  const answered = await fetch(`${to}${message.url}`, { method, headers, ...(!bare && { body }) });
  const bytes = Buffer.from(await answered.arrayBuffer());
  const kept = [...answered.headers].filter(
    ([name]) => !['connection', 'transfer-encoding', 'content-encoding'].includes(name),
  );
  response.writeHead(answered.status, Object.fromEntries(kept)).end(bytes);
  return bytes.toString('utf8');
}
