import {
  BatchCreatePartitionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GlueClient,
} from '@aws-sdk/client-glue';
import { BatchGrantPermissionsCommand, GetDataLakeSettingsCommand } from '@aws-sdk/client-lakeformation';
import { GetResourceSharesCommand } from '@aws-sdk/client-ram';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { FaultRule } from '../../../local/aws/faults.ts';
import { FINANCE, lakeForTests, MESH, RETAIL, userKey, userOf } from './support.ts';

const lake = await lakeForTests();
const mesh = userOf(lake, MESH);
const list = (by = mesh) => by.glue.send(new GetDatabasesCommand({}));
const outcome = (sent: Promise<unknown>) =>
  sent.then(
    () => 'ok',
    (error: Error & { code?: string }) => error.code ?? error.name,
  );

/** What the control interface answers, as far as these tests look at it. */
interface Answer {
  readonly error: string;
  readonly counts: Record<string, number>;
  readonly journal: unknown[];
  readonly accounts: Record<string, unknown>;
}

async function control(method: string, path: string, body?: unknown) {
  const response = await fetch(`${lake.url}/_control/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer };
}

describe('Calls', () => {
  it('are counted by operation, those that failed as well, and kept with who and what', async () => {
    await list();
    await outcome(mesh.glue.send(new GetDatabaseCommand({ Name: 'Shop' })));
    await outcome(mesh.s3.send(new HeadBucketCommand({ Bucket: 'nowhere' })));
    const { body } = await control('GET', 'calls');
    expect(body.counts).toEqual({ 'glue:GetDatabase': 1, 'glue:GetDatabases': 1, 's3:HeadBucket': 1 });
    expect(body.journal[1]).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      requestId: expect.any(String),
      service: 'glue',
      operation: 'GetDatabase',
      principal: `arn:aws:iam::${MESH}:user/local`,
      input: { Name: 'Shop' },
      status: 400,
      error: 'EntityNotFoundException',
    });
    await control('DELETE', 'calls');
    expect(lake.calls()).toEqual({ counts: {}, journal: [] });
  });
});

describe('Faults', () => {
  const add = async (rule: FaultRule) => expect((await control('POST', 'faults', rule)).status).toBe(200);

  it('throttle each service in its own words', async () => {
    await add({ action: { throttle: { next: 5 } } });
    expect(await outcome(list())).toBe('ThrottlingException');
    expect(await outcome(mesh.lake.send(new GetDataLakeSettingsCommand({})))).toBe('ThrottlingException');
    expect(await outcome(mesh.ram.send(new GetResourceSharesCommand({ resourceOwner: 'SELF' })))).toBe(
      'ThrottlingException',
    );
    expect(await outcome(mesh.sts.send(new GetCallerIdentityCommand({})))).toBe('Throttling');
    expect(await outcome(mesh.s3.send(new HeadBucketCommand({ Bucket: 'nowhere' })))).not.toBe('NotFound');
    expect(await outcome(list())).toBe('ok');
  });

  it('are survived by an SDK that retries', async () => {
    await add({ action: { throttle: { next: 1 } } });
    const patient = new GlueClient({
      endpoint: lake.url,
      region: lake.region,
      credentials: userKey(MESH),
      maxAttempts: 3,
    });
    expect(await outcome(patient.send(new GetDatabasesCommand({})))).toBe('ok');
    expect(lake.calls().counts['glue:GetDatabases']).toBe(2);
  });

  it('throttle a share of the calls, evenly', async () => {
    await add({ action: { throttle: { rate: 0.25 } } });
    const outcomes: string[] = [];
    for (let index = 0; index < 8; index += 1) outcomes.push(await outcome(list()));
    expect(outcomes.map((one) => one === 'ok')).toEqual([true, true, true, false, true, true, true, false]);
  });

  it('hit the calls they are meant for', async () => {
    await add({
      match: { service: 'glue', operation: 'GetDatabases', principal: RETAIL },
      action: { error: { code: 'InternalServiceException', status: 500 } },
    });
    expect(await outcome(list())).toBe('ok');
    expect(await outcome(mesh.glue.send(new GetDatabaseCommand({ Name: 'x' })))).toBe('EntityNotFoundException');
    expect(await outcome(list(userOf(lake, RETAIL)))).toBe('InternalServiceException');
    await control('DELETE', 'faults');
    expect(await outcome(list(userOf(lake, RETAIL)))).toBe('ok');
  });

  it('drop the connection before or after the effect', async () => {
    const create = (Name: string) => outcome(mesh.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name } })));
    await add({ action: { drop: 'before' }, times: 1 });
    expect(await create('one')).toBe('ECONNRESET');
    await add({ action: { drop: 'after' }, times: 1 });
    expect(await create('two')).toBe('ECONNRESET');
    expect(Object.keys(lake.state().accounts[MESH]?.databases ?? {})).toEqual(['two']);
    expect(lake.calls().journal.map(({ status }) => status)).toEqual([0, 0]);
  });

  it('fail entries of a batch by their place or their table', async () => {
    await mesh.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'shop' } }));
    const PartitionKeys = [{ Name: 'day', Type: 'string' }];
    for (const Name of ['a', 'b', 'c']) {
      await mesh.glue.send(new CreateTableCommand({ DatabaseName: 'shop', TableInput: { Name, PartitionKeys } }));
    }
    await add({
      action: { failEntry: { table: 'b', code: 'ConcurrentModificationException', message: 'Try again.' } },
      times: 1,
    });
    await add({ match: { service: 'glue' }, action: { failEntry: { index: 1, code: 'InternalFailure' } } });
    const Entries = ['a', 'b', 'c'].map((Name) => ({
      Id: Name,
      Principal: { DataLakePrincipalIdentifier: FINANCE },
      Resource: { Table: { DatabaseName: 'shop', Name } },
      Permissions: ['SELECT' as const],
    }));
    const grant = async () => (await mesh.lake.send(new BatchGrantPermissionsCommand({ Entries }))).Failures;
    expect(await grant()).toEqual([
      { RequestEntry: Entries[1], Error: { ErrorCode: 'ConcurrentModificationException', ErrorMessage: 'Try again.' } },
    ]);
    expect(await grant()).toEqual([]);
    const PartitionInputList = ['1', '2'].map((day) => ({ Values: [day] }));
    const { Errors } = await mesh.glue.send(
      new BatchCreatePartitionCommand({ DatabaseName: 'shop', TableName: 'a', PartitionInputList }),
    );
    expect(Errors?.map(({ PartitionValues, ErrorDetail }) => [PartitionValues, ErrorDetail?.ErrorCode])).toEqual([
      [['2'], 'InternalFailure'],
    ]);
  });

  it('fail an entry of each batch that has several, or of a share of them, and of none that has one', async () => {
    await mesh.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'shop' } }));
    for (const Name of ['a', 'b']) {
      await mesh.glue.send(new CreateTableCommand({ DatabaseName: 'shop', TableInput: { Name } }));
    }
    const failed = async (...names: string[]) => {
      const Entries = names.map((Name) => ({
        Id: Name,
        Principal: { DataLakePrincipalIdentifier: FINANCE },
        Resource: { Table: { DatabaseName: 'shop', Name } },
        Permissions: ['SELECT' as const],
      }));
      const { Failures = [] } = await mesh.lake.send(new BatchGrantPermissionsCommand({ Entries }));
      return Failures.map(({ RequestEntry }) => RequestEntry?.Id);
    };
    const failEntry = { code: 'ConcurrentModificationException', index: 0, ofSeveral: true };
    await add({ action: { failEntry } });
    expect([await failed('a', 'b'), await failed('a'), await failed('b', 'a')]).toEqual([['a'], [], ['b']]);
    await control('DELETE', 'faults');
    const half = { ...failEntry, rate: 0.5 };
    await add({ match: { operation: 'BatchGrantPermissions' }, action: { failEntry: half } });
    expect([await failed('a', 'b'), await failed('a', 'b'), await failed('a', 'b')]).toEqual([[], ['a'], []]);
  });

  it('answer a malformed rule with what is wrong', async () => {
    const { status, body } = await control('POST', 'faults', { action: { explode: true } });
    expect(status).toBe(400);
    expect(body.error).toContain('action');
    expect((await control('POST', 'latency', { ms: -1 })).status).toBe(400);
    expect((await control('POST', 'accounts', { account: '123' })).status).toBe(400);
    expect((await control('POST', 'external-id', { account: '111111111111' })).status).toBe(400);
    expect((await control('GET', 'nothing')).status).toBe(404);
  });
});

describe('Latency', () => {
  it('lets one operation answer later than those that came after it', async () => {
    lake.addFault({ match: { operation: 'GetDatabases' }, action: { latencyMs: 300 } });
    const order: string[] = [];
    await Promise.all([
      list().then(() => order.push('slow')),
      outcome(mesh.glue.send(new GetDatabaseCommand({ Name: 'x' }))).then(() => order.push('quick')),
    ]);
    expect(order).toEqual(['quick', 'slow']);
  });

  it('holds every call, but not the control interface', async () => {
    await control('POST', 'latency', { ms: 60_000 });
    const abort = new AbortController();
    const held = outcome(mesh.glue.send(new GetDatabasesCommand({}), { abortSignal: abort.signal }));
    const first = await Promise.race([held, control('GET', 'calls').then(() => 'control')]);
    expect(first).toBe('control');
    abort.abort();
    expect(await held).toBe('AbortError');
  });
});

describe('The world', () => {
  it('is told of accounts and of the organisation, shows its state and forgets all on a reset', async () => {
    await control('POST', 'accounts', { account: '333333333333' });
    await control('POST', 'organization', { on: true });
    await control('POST', 'list-delay', { ms: 50 });
    await mesh.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'shop' } }));
    const { body } = await control('GET', 'state');
    expect(body).toMatchObject({
      organization: true,
      listDelayMs: 50,
      accounts: { [MESH]: { databases: { shop: { tables: {} } } } },
    });
    expect(Object.keys(body.accounts)).toContain('333333333333');
    await control('POST', 'reset');
    const { organization, listDelayMs, accounts } = lake.state();
    expect([organization, listDelayMs, Object.keys(accounts).sort()]).toEqual([
      false,
      0,
      [RETAIL, FINANCE, MESH, '999999999999'].sort(),
    ]);
    expect(accounts[MESH]?.databases).toEqual({});
  });
});
