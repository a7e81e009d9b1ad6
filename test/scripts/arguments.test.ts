import { describe, expect, it } from 'vitest';
import { address, argumentsOf, Misuse } from '../../scripts/arguments.ts';
import { readSetup } from '../../scripts/setup/arguments.ts';
import { runScript } from '../support/deployment.ts';

const MESH = '555555555555';
const ENV = { MESH_ACCOUNT_ID: MESH, AWS_REGION: 'eu-west-1' };

/** Each command with what it is told wrongly, and the sentence that says so. */
const MISTOLD: [string, string[], string][] = [
  ['doctor', ['--request-url'], "Option '--request-url <value>' argument missing."],
  ['doctor', ['--request-url', 'abc'], '--request-url has to be an address that begins with https:// or http://'],
  ['manifest', [], 'Which address?'],
  ['manifest', ['http://plain.example/'], 'The RequestUrl has to be an address that begins with https://'],
  ['setup', ['--producer', '1111'], "--producer has to be the 12 digits of a producer's account; it is “1111”."],
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

describe('an argument', () => {
  const read = (...args: string[]) => argumentsOf({ args, options: { url: { type: 'string' } } });

  it.each([
    [['--url'], "Option '--url <value>' argument missing."],
    [['--url', '--often'], "Option '--url' argument is ambiguous."],
    [['--often'], "Unknown option '--often'."],
    [['more'], "Unexpected argument 'more'."],
  ])('that is not taken is named in a sentence, without what helps programmers: %j', (args, sentence) => {
    expect(() => read(...args)).toThrow(new Misuse(sentence));
  });

  it('that is an address is one of https, or of what else is taken there', () => {
    expect(address('x', 'https://abc.on.aws/')).toBe('https://abc.on.aws/');
    expect(address('x', 'http://127.0.0.1:3000/', ['https://', 'http://'])).toBe('http://127.0.0.1:3000/');
    for (const wrong of ['', 'abc', 'http://a.example/', 'https://', 'ftp://a.example/']) {
      const needs = 'x has to be an address that begins with https://, as the stack has put out';
      expect(() => address('x', wrong)).toThrow(new Misuse(`${needs}; it is “${wrong}”.`));
    }
  });
});
