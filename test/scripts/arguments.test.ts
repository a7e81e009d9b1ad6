import { describe, expect, it } from 'vitest';
import { address, Misuse } from '../../scripts/arguments.ts';
import { readSetup } from '../../scripts/setup/arguments.ts';
import { runScript } from '../support/deployment.ts';

const MESH = '555555555555';
const ENV = { MESH_ACCOUNT_ID: MESH, AWS_REGION: 'eu-west-1' };

/** Each command with what it is told wrongly, and the sentence that says so. */
const MISTOLD: [string, string[], string][] = [
  ['doctor', ['--request-url'], "Option '--request-url <value>' argument missing."],
  ['doctor', ['--request-url', 'abc'], '--request-url has to be an address that begins with https://'],
  [
    'doctor',
    ['--request-url', 'ftp://a.example/'],
    'begins with https:// or http://, as the stack has put out; it is “ftp://a.example/”.',
  ],
  ['doctor', ['--often'], "Unknown option '--often'."],
  ['doctor', ['https://abc.example/'], "Unexpected argument 'https://abc.example/'."],
  ['manifest', [], 'Which address?'],
  ['manifest', ['http://plain.example/'], 'The RequestUrl has to be an address that begins with https://'],
  ['manifest', ['abcdefg'], 'it is “abcdefg”.'],
  ['manifest', ['https://a.example/', 'https://b.example/'], 'got 1 more: https://b.example/.'],
  ['manifest', ['--url', 'https://a.example/'], "Unknown option '--url'."],
  ['setup', ['--producer', '1111'], "--producer has to be the 12 digits of a producer's account; it is “1111”."],
  ['setup', ['--mesh', 'mesh'], '--mesh has to be the 12 digits of the mesh account; it is “mesh”.'],
  ['setup', ['--region', ''], '--region has to be an AWS region such as eu-west-1; it is “”.'],
  ['setup', ['--producer'], "Option '--producer <value>' argument missing."],
  ['setup', ['111111111111'], "Unexpected argument '111111111111'."],
];

it.each(MISTOLD)(
  '%s %j is answered with a sentence, how it is called, and exit code 2',
  async (name, args, sentence) => {
    const { code, lines, errors } = await runScript(name, args, ENV);
    expect({ code, lines }).toEqual({ code: 2, lines: [''] });
    expect(errors).toContain(sentence);
    expect(errors).toContain('Nothing was done.');
    expect(errors).toMatch(new RegExp(`^ {2}npm run (-s )?${name} `, 'm'));
    expect(errors).not.toMatch(/ at .*\.ts:|TypeError|ERR_/);
  },
);

describe('what setup is told', () => {
  const read = (args: string[], env: Record<string, string> = ENV) => readSetup(args, env);

  it('comes from the arguments, and from the environment where they say nothing', () => {
    expect(read([])).toEqual({ meshAccountId: MESH, region: 'eu-west-1', producers: [], dryRun: false });
    const args = ['--mesh', '4'.repeat(12), '--region', 'us-gov-west-1', '--dry-run', '--producer', '1'.repeat(12)];
    expect(read([...args, '--producer', '2'.repeat(12)])).toEqual({
      ...{ meshAccountId: '4'.repeat(12), region: 'us-gov-west-1' },
      ...{ producers: ['1'.repeat(12), '2'.repeat(12)], dryRun: true },
    });
  });

  it('is refused with everything that is wrong, by the name that it was given under', () => {
    const env = { MESH_ACCOUNT_ID: '5555 5555 5555', AWS_REGION: '' };
    const problems = [
      'MESH_ACCOUNT_ID has to be the 12 digits of the mesh account; it is “5555 5555 5555”.',
      '--region (or AWS_REGION in the environment) is missing: an AWS region such as eu-west-1.',
      "--producer has to be the 12 digits of a producer's account; it is “retail”.",
    ];
    const bad = ['--producer', 'retail', '--producer', '1'.repeat(12)];
    expect(() => read(bad, env)).toThrow(new Misuse(problems.join('\n')));
  });
});

it('takes an address as it was given', () => {
  expect(address('x', 'https://abc.lambda-url.eu-west-1.on.aws/')).toBe('https://abc.lambda-url.eu-west-1.on.aws/');
});
