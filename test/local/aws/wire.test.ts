import { readFileSync } from 'node:fs';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { glueOperations } from '../../../local/aws/glue/index.ts';
import { lakeFormationOperations } from '../../../local/aws/lakeformation/index.ts';
import { ramOperations } from '../../../local/aws/ram/index.ts';
import { stsOperations } from '../../../local/aws/sts/index.ts';
import { authorization, lakeForTests, MESH, RETAIL, role, userKey } from './support.ts';

const clock = new Date('2026-11-23T06:00:00.500Z');
const lake = await lakeForTests({ now: () => clock });

/** What a JSON answer holds, as far as these tests look at it. */
interface Answer {
  readonly __type?: string;
  readonly Table?: Record<string, unknown>;
  readonly DataLakeSettings?: { readonly Parameters: Record<string, string> };
}

/** Requests as botocore writes them: its headers and bodies, nothing of the JavaScript SDK. */
async function glue(operation: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(lake.url, {
    method: 'POST',
    headers: {
      'x-amz-target': `AWSGlue.${operation}`,
      'content-type': 'application/x-amz-json-1.1',
      authorization: authorization('glue'),
      ...headers,
    },
    body,
  });
  return { status: response.status, body: (await response.json()) as Answer, headers: response.headers };
}

async function rest(
  service: 'lakeformation' | 'ram',
  path: string,
  body?: object,
  headers = { authorization: authorization(service) },
) {
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${lake.url}${path}`, { method: 'POST', headers, ...text });
  return {
    status: response.status,
    body: (await response.json()) as Answer,
    type: response.headers.get('x-amzn-errortype'),
  };
}

async function sts(
  form: Record<string, string>,
  headers: Record<string, string> = { authorization: authorization('sts', userKey(RETAIL).accessKeyId) },
) {
  const response = await fetch(`${lake.url}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', ...headers },
    body: new URLSearchParams(form).toString(),
  });
  const parser = new XMLParser({ parseTagValue: false });
  return {
    status: response.status,
    body: parser.parse(await response.text()),
    type: response.headers.get('content-type'),
  };
}

describe('JSON 1.1 (Glue)', () => {
  it('answers with seconds since the epoch and a request id', async () => {
    await glue('CreateDatabase', '{"DatabaseInput": {"Name": "shop"}}');
    const { body, headers } = await glue('GetDatabase', '{"Name": "shop"}');
    expect(body).toEqual({
      Database: {
        Name: 'shop',
        CreateTableDefaultPermissions: [],
        CreateTime: clock.getTime() / 1000,
        CatalogId: MESH,
      },
    });
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('names an error in __type', async () => {
    const { status, body } = await glue('GetDatabase', '{"Name": "shop"}');
    expect([status, body]).toEqual([400, { __type: 'EntityNotFoundException', Message: 'Database shop not found.' }]);
  });

  it('ignores members that the service does not know, and nulls', async () => {
    const table = '{"Name": "orders", "IsMultiDialectView": false, "CatalogId": "x", "Description": null}';
    await glue('CreateDatabase', '{"DatabaseInput": {"Name": "shop"}, "Unknown": {"a": 1}}');
    expect((await glue('CreateTable', `{"DatabaseName": "shop", "TableInput": ${table}}`)).status).toBe(200);
    const { body } = await glue('GetTable', '{"DatabaseName": "shop", "Name": "orders"}');
    expect(body.Table).not.toHaveProperty('Description');
    expect(body.Table?.CatalogId).toBe(MESH);
  });

  it.each([
    ['a number for a string', '{"Name": 1}'],
    ['a list for a string', '{"Name": ["a"]}'],
    ['a string for a structure', '"Name"'],
    ['a text that is no JSON', '{"Name"'],
  ])('refuses %s as a SerializationException', async (_, body) => {
    const { status, body: answer } = await glue('GetDatabase', body);
    expect([status, answer.__type]).toEqual([400, 'SerializationException']);
  });

  it('names every violated constraint', async () => {
    const { body } = await glue('GetTable', '{"Name": ""}');
    expect(body).toEqual({
      __type: 'ValidationException',
      Message:
        "2 validation errors detected: Value null at 'databaseName' failed to satisfy constraint: Member must not be null; " +
        "Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
    });
  });

  it('does not know other operations', async () => {
    expect((await glue('StartJobRun', '{}')).body.__type).toBe('UnknownOperationException');
  });
});

describe('REST JSON (Lake Formation and RAM)', () => {
  it("answers Lake Formation's operations at their paths", async () => {
    const { status, body } = await rest('lakeformation', '/GetDataLakeSettings', {});
    expect(status).toBe(200);
    expect(body.DataLakeSettings?.Parameters.CROSS_ACCOUNT_VERSION).toBe('3');
  });

  it("answers RAM's operations at theirs, in lower case", async () => {
    const { body } = await rest('ram', '/getresourceshareinvitations', {});
    expect(body).toEqual({ resourceShareInvitations: [] });
    const { type } = await rest('ram', '/getresourceshares', {});
    expect(type).toBe('InvalidParameterException');
  });

  it('names an error in a header', async () => {
    const Entries = Array.from({ length: 21 }, (_, index) => ({ Id: String(index) }));
    const { status, type } = await rest('lakeformation', '/BatchGrantPermissions', { Entries });
    expect([status, type]).toEqual([400, 'ValidationException']);
    expect((await rest('lakeformation', '/StartTransaction', {})).status).toBe(404);
  });
});

describe('Query and XML (STS)', () => {
  const assume = {
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: role(RETAIL, 'DataMeshProducer'),
    RoleSessionName: 'slack-U1',
    DurationSeconds: '900',
  };

  it('answers in the namespace of its version', async () => {
    const { body, type } = await sts(assume);
    expect(type).toBe('text/xml');
    const { Credentials, AssumedRoleUser } = body.AssumeRoleResponse.AssumeRoleResult;
    expect(Credentials.Expiration).toBe('2026-11-23T06:15:00Z');
    expect(AssumedRoleUser.Arn).toBe(`arn:aws:sts::${RETAIL}:assumed-role/DataMeshProducer/slack-U1`);
  });

  it('reads lists by member.N', async () => {
    const { status, body } = await sts({ ...assume, 'Tags.member.1.Key': 'k', 'Tags.member.1.Value': 'v' });
    expect([status, body.ErrorResponse.Error.Code]).toEqual([403, 'AccessDenied']);
    expect(body.ErrorResponse.Error.Message).toContain('sts:TagSession');
  });

  it('refuses another version, another action and a number that is none', async () => {
    expect((await sts({ ...assume, Version: '2010-01-01' })).body.ErrorResponse.Error.Code).toBe('InvalidAction');
    expect((await sts({ ...assume, Action: 'GetFederationToken' })).body.ErrorResponse.Error.Code).toBe(
      'InvalidAction',
    );
    expect((await sts({ ...assume, DurationSeconds: 'long' })).body.ErrorResponse.Error.Code).toBe('MalformedInput');
  });
});

describe('A request without a signature', () => {
  it('is refused by the service it looks like, in its words', async () => {
    const none = await fetch(lake.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSGlue.GetTables' },
      body: '{}',
    });
    expect([none.status, ((await none.json()) as Answer).__type]).toEqual([400, 'MissingAuthenticationTokenException']);
    const noHeaders = {} as { authorization: string };
    const lakeFormation = await rest('lakeformation', '/ListPermissions', {}, noHeaders);
    expect([lakeFormation.status, lakeFormation.type]).toEqual([403, 'MissingAuthenticationTokenException']);
    const ram = await rest('ram', '/listresources', {}, noHeaders);
    expect([ram.status, ram.type]).toEqual([403, 'MissingAuthenticationTokenException']);
    const token = await sts({ Action: 'GetCallerIdentity', Version: '2011-06-15' }, {});
    expect([token.status, token.body.ErrorResponse.Error.Code]).toEqual([403, 'MissingAuthenticationToken']);
    const bucket = await fetch(`${lake.url}/some-bucket?policy`);
    expect([bucket.status, await bucket.text()]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')]);
  });

  it('is refused when the signature is not whole', async () => {
    const { body } = await glue('GetTables', '{}', {
      authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20261123/us-east-1/glue',
    });
    expect(body.__type).toBe('IncompleteSignatureException');
  });

  it('for a service that is not here says so', async () => {
    const response = await fetch(lake.url, { method: 'POST', headers: { authorization: authorization('athena') } });
    expect([response.status, await response.text()]).toEqual([404, 'There is no service athena here.']);
  });
});

describe('The models', () => {
  it.each([
    ['glue', glueOperations],
    ['lakeformation', lakeFormationOperations],
    ['ram', ramOperations],
    ['sts', stsOperations(new Map())],
  ])('of %s have exactly the operations that are answered', (name, operations) => {
    const model = JSON.parse(readFileSync(new URL(`../../../local/aws/models/${name}.json`, import.meta.url), 'utf8'));
    expect(Object.keys(operations).sort()).toEqual(Object.keys(model.operations).sort());
  });
});
