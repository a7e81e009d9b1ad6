import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluate, readTemplate, type Template } from './support/template.ts';

const ROOT = new URL('../', import.meta.url);
const textOf = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');
const text = textOf('docs/deploy.md');
const blocks = [...text.matchAll(/^ *```\w*\n([\s\S]*?)^ *```$/gm)].map(([, block = '']) =>
  block.replace(/\\\n/g, ' '),
);
const commands = blocks.flatMap((block) => block.split('\n')).map((line) => line.trim());

function headings(level: string): string[] {
  return [...text.matchAll(new RegExp(`^${level} (.+)$`, 'gm'))].map(([, heading = '']) => heading);
}

function actionsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(actionsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'Action' ? [one].flat().filter((action) => typeof action === 'string') : actionsOf(one),
  );
}

describe('docs/deploy.md', () => {
  it('says what to do at each alarm of the template, and at no other', () => {
    const alarms = Object.entries(readTemplate('template.yaml').Resources)
      .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
      .map(([name]) => name);
    expect(alarms.length).toBeGreaterThan(10);
    expect(headings('###').filter((heading) => heading.endsWith('Alarm'))).toEqual(expect.arrayContaining(alarms));
    expect(headings('###').filter((heading) => heading.endsWith('Alarm'))).toHaveLength(alarms.length);
  });

  it('names scripts that package.json has', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name]) => name);
    expect(new Set(named)).toEqual(new Set(['build', 'manifest', 'setup', 'doctor', 'bot']));
    for (const name of named) expect(Object.keys(scripts)).toContain(name);
  });

  it('gives templates that are there the parameters that they have, and all that they need', () => {
    const deployed = commands.filter(
      (command) => /--template-(file|body)/.test(command) && !command.includes(' package '),
    );
    expect(deployed).toHaveLength(8);
    for (const command of deployed) {
      const [, path = ''] = /--template-(?:file |body file:\/\/)(\S+)/.exec(command) ?? [];
      const { Parameters = {} } = readTemplate(path === 'dist/packaged.yaml' ? 'template.yaml' : path);
      const plain = command.replace(/ParameterKey=(\w+),ParameterValue/g, '$1').replace(/--auto-deployment \S+/, '');
      const given = [...plain.matchAll(/\s([A-Z]\w+)(?==)/g)].map(([, name]) => name);
      expect(Object.keys(Parameters), command).toEqual(expect.arrayContaining(given));
      const needed = Object.entries(Parameters).filter(([, { Default }]) => Default === undefined);
      expect(given, command).toEqual(expect.arrayContaining(needed.map(([name]) => name)));
    }
  });

  it('names outputs, resources and roles that the templates have', () => {
    const { Outputs = {}, Resources, Parameters = {} } = readTemplate('template.yaml');
    for (const output of ['RequestUrl', 'FailureQueueUrl', 'AlarmTopicArn']) {
      expect(text).toContain(output);
      expect(Object.keys(Outputs)).toContain(output);
    }
    const roles = Object.values(Resources).flatMap(({ Properties }) => Properties?.RoleName ?? []);
    expect(roles).toEqual(
      expect.arrayContaining([...new Set(text.match(/Meshdesk(?:Slack|Subscriptions|Operations|Sweep)\b/g))]),
    );
    expect(Object.keys(Resources)).toContain('SweepSchedule');
    expect(Object.keys(Parameters)).toEqual(
      expect.arrayContaining(['SubscriptionsStreamArn', 'MeshdeskTableName', 'LogLevel']),
    );
  });

  it('adds to roles of aws-data-mesh-utils what the templates give to ours', () => {
    const granted: Record<string, [Template, string]> = {
      'DataMeshAdminProducer-<account>': [readTemplate('infra/mesh-account.yaml'), 'AdminProducer'],
      DataMeshProducer: [readTemplate('infra/producer-account.yaml'), 'DataMeshProducer'],
      DataMeshConsumer: [readTemplate('infra/consumer-account.yaml'), 'DataMeshConsumer'],
    };
    const rows = [...text.matchAll(/^ +\| `(DataMesh[^`]+)` \| ([^|]+) \|/gm)];
    expect(rows).toHaveLength(6);
    for (const [, role = '', cell = ''] of rows) {
      const [template, name] = granted[role] ?? [];
      const has = actionsOf(template?.Resources[name ?? '']?.Properties?.Policies);
      expect(has).toEqual(expect.arrayContaining(cell.split(',').map((action) => action.replaceAll('`', '').trim())));
    }
  });

  it('lets Meshdesk into roles of aws-data-mesh-utils by the trust that ours have', () => {
    const [, json = ''] = /^ *```json\n([\s\S]*?)^ *```$/m.exec(text) ?? [];
    const values = {
      MeshAccountId: '555555555555',
      ExternalId: '<MESHDESK_EXTERNAL_ID>',
      'AWS::Partition': 'aws',
      'AWS::AccountId': '111111111111',
    };
    for (const [path, name] of [
      ['infra/producer-account.yaml', 'DataMeshProducer'],
      ['infra/consumer-account.yaml', 'DataMeshConsumer'],
    ] as const) {
      const template = readTemplate(path);
      const trust = template.Resources[name]?.Properties?.AssumeRolePolicyDocument;
      expect(evaluate(template, values, trust)).toMatchObject({
        Statement: [JSON.parse(json), expect.anything()],
      });
    }
  });

  it('has a row for every setting', () => {
    const names = [...textOf('src/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name = '']) => name);
    const own = ['FAILURE_QUEUE_URL', 'AWS_ENDPOINT_URL_S3'];
    for (const name of [...names.filter((name) => !own.includes(name)), 'SLACK_SECRET'])
      expect(text).toContain(`\`${name}\``);
  });

  it('adds up', () => {
    const [head = '', , ...rows] = text.slice(text.indexOf('| what | price |')).split('\n\n')[0]?.split('\n') ?? [];
    expect(head).toContain('100,000');
    const cells = rows.map((row) => row.split('|').map((cell) => cell.trim().replaceAll('*', '')));
    for (const column of [4, 6]) {
      const amounts = cells.map((row) => Number(row[column]));
      const total = amounts.pop() ?? Number.NaN;
      expect(amounts.reduce((sum, one) => sum + one, 0)).toBeCloseTo(total, 2);
    }
  });

  it('links to what is there', () => {
    for (const [, to = ''] of text.matchAll(/\]\((?!https)([^)]+)\)/g)) {
      const anchors = headings('##').map((heading) => `#${heading.toLowerCase().replaceAll(' ', '-')}`);
      if (to.startsWith('#')) expect(anchors).toContain(to);
      else expect(existsSync(new URL(`docs/${to}`, ROOT))).toBe(true);
    }
  });
});
