import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CelEngine, TemplateFile } from '@aws/cloudformation-validate';
import { afterAll, describe, expect, it } from 'vitest';
import { meshdeskTable, subscriptionsTable } from '../../local/tables.ts';
import { FUNCTIONS } from '../../scripts/build/bundle.ts';
import { danglingNames, propertyProblems } from '../support/spec.ts';
import { parseTemplate, readTemplate } from '../support/template.ts';

const TEMPLATES = [
  'template.yaml',
  'infra/producer-account.yaml',
  'infra/consumer-account.yaml',
  'infra/mesh-account.yaml',
  'infra/doctor-role.yaml',
];
const ROOT = new URL('../../', import.meta.url);
const engine = new CelEngine();
const folder = mkdtempSync(join(tmpdir(), 'meshdesk-templates-'));
afterAll(() => {
  engine.free();
  rmSync(folder, { recursive: true });
});

/** Of the validator's findings those that say that something is wrong. */
function findings(content: string): string[] {
  const stream =
    'arn:aws:dynamodb:eu-west-1:555555555555:table/AwsDataMeshSubscriptions/stream/2026-11-23T06:21:00.000';
  const file = join(folder, 'template.yaml');
  writeFileSync(file, content);
  const { status, diagnostics } = engine.validateStandard(new TemplateFile(file), {
    severityLevel: 'WARN',
    // Which of both ARNs a mapping has depends on a condition that the validator does not follow to the parameter.
    parameterOverrides: { SubscriptionsStreamArn: stream },
    // The name of a secret is none.
    exclude: { logicalIds: [{ ruleId: 'W2509', logicalId: 'SlackSecretName' }] },
  });
  expect(status).toBe('OK');
  return diagnostics.map(({ ruleId, entity, propertyPath, message }) =>
    [ruleId, entity?.logicalId, propertyPath, message].join(' '),
  );
}

const textOf = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');

describe.each(TEMPLATES)('%s', (path) => {
  it("passes CloudFormation's validation", () => {
    expect(findings(textOf(path))).toEqual([]);
  });

  it('has only properties that there are, of the right types', async () => {
    expect(await propertyProblems(readTemplate(path))).toEqual([]);
  });
});

describe.each(TEMPLATES)('the names in %s', (path) => {
  it('are all borne by something', () => {
    expect(danglingNames(readTemplate(path))).toEqual([]);
  });
});

describe('a mistake in template.yaml', () => {
  const text = textOf('template.yaml');
  it.each([
    ['MemorySize: 1024', 'MemorySise: 1024'],
    ['Tracing: Active', 'Traceing: Active'],
    ['InvokeMode: RESPONSE_STREAM', 'InvokeMod: RESPONSE_STREAM'],
    ['PointInTimeRecoveryEnabled: true', 'PointInTimeRecovery: true'],
    ['BisectBatchOnFunctionError: true', 'BisectBatchOnError: true'],
    ['BatchSize: 100', 'BatchSize: many'],
    ['ProjectionType: ALL', 'ProjectionTipe: ALL'],
  ])('is found: %s → %s', async (right, wrong) => {
    expect(text).toContain(right);
    expect(await propertyProblems(parseTemplate(text.replace(right, wrong)))).not.toEqual([]);
  });

  it.each([
    ['!Ref AdminChannel', '!Ref AdminChanel'],
    ['!Ref SlackFunction', '!Ref SlakFunction'],
    ['!If [CreateSubscriptions', '!If [CreateSubscription'],
  ])('is found by its name: %s → %s', (right, wrong) => {
    expect(text).toContain(right);
    expect(danglingNames(parseTemplate(text.replace(right, wrong)))).not.toEqual([]);
  });

  it.each([
    ['!GetAtt SlackRole.Arn', '!GetAtt SlackRoll.Arn'],
    ['InvokeMode: RESPONSE_STREAM', 'InvokeMode: RESPONSE_STREAMS'],
    ['StreamViewType: NEW_AND_OLD_IMAGES', 'StreamViewType: NEW_AND_OLD_IMAGE'],
  ])('is found by the validator: %s → %s', (right, wrong) => {
    expect(text).toContain(right);
    expect(findings(text.replace(right, wrong))).not.toEqual([]);
  });
});

describe('template.yaml', () => {
  const template = readTemplate('template.yaml');
  const properties = (name: string) => template.Resources[name]?.Properties ?? {};

  it('has a function for each bundle, with its logs, its role, its errors and throttles', () => {
    const functions = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::Serverless::Function');
    const names = functions.map(([name, { Properties }]) => [name, Properties?.CodeUri]);
    const logical = (name: string) => `${name[0]?.toUpperCase()}${name.slice(1)}`;
    expect(names.sort()).toEqual(FUNCTIONS.map((name) => [`${logical(name)}Function`, `dist/lambda/${name}`]).sort());
    for (const name of FUNCTIONS.map(logical)) {
      expect(properties(`${name}Function`).Role).toEqual({ 'Fn::GetAtt': [`${name}Role`, 'Arn'] });
      expect(properties(`${name}Logs`)).toMatchObject({ RetentionInDays: { Ref: 'LogRetentionDays' } });
      for (const kind of ['Errors', 'Throttles']) {
        expect(properties(`${name}${kind}Alarm`)).toMatchObject({
          MetricName: kind,
          AlarmActions: [{ Ref: 'AlarmTopic' }],
        });
      }
    }
  });

  it('makes the tables that the bot is tested with', () => {
    for (const [name, made] of [
      ['MeshdeskTable', meshdeskTable('T')],
      ['SubscriptionsTable', subscriptionsTable('T')],
    ] as const) {
      const { KeySchema, GlobalSecondaryIndexes, AttributeDefinitions, StreamSpecification } = properties(name);
      expect({ KeySchema, GlobalSecondaryIndexes, AttributeDefinitions }).toEqual({
        ...{ KeySchema: made.KeySchema, GlobalSecondaryIndexes: made.GlobalSecondaryIndexes },
        AttributeDefinitions: made.AttributeDefinitions,
      });
      expect(StreamSpecification).toEqual({ StreamViewType: made.StreamSpecification?.StreamViewType });
    }
  });

  it.each(['MeshdeskTable', 'SubscriptionsTable'])('keeps %s from loss', (name) => {
    expect(template.Resources[name]).toMatchObject({
      ...{ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' },
      Properties: {
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
        DeletionProtectionEnabled: true,
      },
    });
  });

  it('has an end to every retry, and a place for what is given up', () => {
    for (const name of ['SubscriptionsEvents', 'OperationsEvents']) {
      expect(properties(name)).toMatchObject({
        ...{ FunctionResponseTypes: ['ReportBatchItemFailures'], BisectBatchOnFunctionError: true },
        ...{ MaximumRetryAttempts: expect.any(Number), MaximumRecordAgeInSeconds: expect.any(Number) },
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['FailureQueue', 'Arn'] } } },
      });
    }
  });

  it("lets nobody but Meshdesk's roles write Meshdesk's table", () => {
    const roles = Object.values(template.Resources).flatMap(({ Type, Properties }) =>
      Type === 'AWS::IAM::Role' && typeof Properties?.RoleName === 'string' ? [Properties.RoleName] : [],
    );
    const [deny] = (properties('MeshdeskTable').ResourcePolicy as { PolicyDocument: { Statement: unknown[] } })
      .PolicyDocument.Statement;
    const allowed = (deny as { Condition: { ArnNotEquals: Record<string, { 'Fn::Sub': string }[]> } }).Condition
      .ArnNotEquals['aws:PrincipalArn'];
    expect(allowed?.map((arn) => arn['Fn::Sub'].split('/').at(-1))).toEqual(roles);
    expect(deny).toMatchObject({ Effect: 'Deny', Principal: '*' });
  });
});
