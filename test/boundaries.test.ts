import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Import {
  /** A package's name, or a path from the project's root. */
  of: string;
  typeOnly: boolean;
}

const FROM = /\b(?:import|export)\s+(type\s)?([^'"`;]*?)\bfrom\s*['"]([^'"]+)['"]/g;
const BARE = /\bimport\s*\(?\s*['"]([^'"]+)['"]/g;

/** What the source of `path` imports, in every form that there is. */
function importsOf(path: string, source: string): Import[] {
  const resolve = (of: string) =>
    of.startsWith('.')
      ? normalize(join(dirname(path), of))
          .split(sep)
          .join('/')
      : of;
  const named = [...source.matchAll(FROM)].map(([, type, names = '', of = '']): Import => {
    const list = /^\{([^}]*)\}\s*$/.exec(names.trim())?.[1]?.split(',') ?? [''];
    const each = list.map((name) => name.trim()).filter((name, at) => name !== '' || at === 0);
    return { of: resolve(of), typeOnly: type !== undefined || each.every((name) => name.startsWith('type ')) };
  });
  const bare = [...source.matchAll(BARE)].map(([, of = '']): Import => ({ of: resolve(of), typeOnly: false }));
  return [...named, ...bare];
}

interface Boundary {
  of: string;
  within(path: string): boolean;
  forbids(what: Import): boolean;
}

const inside = (folder: string) => (path: string) => path.startsWith(`${folder}/`);
const isSlack = (of: string) => of.startsWith('@slack/');

const BOUNDARIES: Boundary[] = [
  {
    of: 'the core knows neither handlers nor blocks nor Slack',
    within: inside('src/mesh'),
    forbids: ({ of }) => inside('src/handlers')(of) || inside('src/blocks')(of) || isSlack(of),
  },
  {
    of: 'blocks know types of the core only, and no AWS',
    within: inside('src/blocks'),
    forbids: ({ of, typeOnly }) =>
      inside('src/handlers')(of) ||
      of.startsWith('@aws-sdk/') ||
      (!typeOnly && (inside('src/mesh')(of) || isSlack(of))),
  },
  { of: 'the stand-ins know nothing of the bot', within: inside('local'), forbids: ({ of }) => inside('src')(of) },
  { of: 'the bot knows nothing of the stand-ins', within: inside('src'), forbids: ({ of }) => inside('local')(of) },
  {
    of: 'nothing that runs imports a test; benchmarks may stand on the same supports',
    within: (path) => !inside('test')(path) && !inside('bench')(path),
    forbids: ({ of }) => inside('test')(of),
  },
  {
    of: 'of the tests, benchmarks know the supports only',
    within: inside('bench'),
    forbids: ({ of }) => inside('test')(of) && !of.includes('/support/'),
  },
  {
    of: 'the environment is read in one place',
    within: (path) => inside('src')(path) && path !== 'src/config.ts',
    forbids: ({ of }) => of === 'node:process' || of === 'process',
  },
];

/** Which boundaries a file breaks, as sentences. */
function breaches(path: string, source: string): string[] {
  const imports = importsOf(path, source);
  const crossed = BOUNDARIES.filter(({ within }) => within(path)).flatMap(({ of: rule, forbids }) =>
    imports.filter(forbids).map(({ of }) => `${path} imports ${of}: ${rule}`),
  );
  const reads =
    path.startsWith('src/') && path !== 'src/config.ts' && /\bprocess\s*(\?\.|\.|\[\s*['"])\s*env\b/.test(source);
  return reads ? [...crossed, `${path} reads process.env`] : crossed;
}

function sources(): string[] {
  return ['src', 'local', 'bench'].flatMap((folder) => {
    try {
      return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.tsx?$/.test(name))
        .map((name) => `${folder}/${name.split(sep).join('/')}`);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  });
}

describe('import boundaries', () => {
  it('hold in every file', () => {
    const files = sources();
    expect(files).toContain('src/mesh/plan.ts');
    expect(files.flatMap((path) => breaches(path, readFileSync(join(ROOT, path), 'utf8')))).toEqual([]);
  });

  it.each([
    ['src/mesh/plan.ts', "import { card } from '../blocks/card.ts';"],
    ['src/mesh/plan.ts', "import type { MessageContent } from '../blocks/card.ts';"],
    ['src/mesh/stores/keys.ts', "import {\n  digest,\n  asError,\n} from '../../handlers/request-state.ts';"],
    ['src/mesh/plan.ts', "import type { KnownBlock } from '@slack/types';"],
    ['src/mesh/plan.ts', "export * from '../blocks/card.ts';"],
    ['src/mesh/plan.ts', "import '../handlers/server.ts';"],
    ['src/mesh/plan.ts', "const bolt = await import('@slack/bolt');"],
    ['src/blocks/card.ts', "import { meshTime } from '../mesh/time.ts';"],
    ['src/blocks/card.ts', "import { type Outlook, planGrants } from '../mesh/plan.ts';"],
    ['src/blocks/card.ts', "import plan from '../mesh/plan.ts';"],
    ['src/blocks/card.ts', "import * as plan from '../mesh/plan.ts';"],
    ['src/blocks/card.ts', "import type { FrontDesk } from '../handlers/front-desk.ts';"],
    ['src/blocks/card.ts', "import { WebClient } from '@slack/web-api';"],
    ['src/config.ts', "import { listen } from '../local/http.ts';"],
    ['local/start.ts', "import { readConfig } from '../src/config.ts';"],
    ['local/slack/workspace.ts', "import type { Account } from '../../src/mesh/account.ts';"],
    ['src/config.ts', "import { facts } from '../test/support/factories.ts';"],
    ['local/start.ts', "import { facts } from '../test/support/factories.ts';"],
    ['bench/main.ts', "import '../test/journeys/restart.test.ts';"],
    ['src/handlers/bot.ts', 'const level = process.env.LOG_LEVEL;'],
    ['src/handlers/bot.ts', "const level = process['env'].LOG_LEVEL;"],
    ['src/mesh/desk.ts', "import { env } from 'node:process';"],
  ])('are broken in %s by %s', (path, source) => {
    expect(breaches(path, source)).not.toEqual([]);
  });

  it.each([
    ['src/blocks/card.ts', "import type { Outlook } from '../mesh/plan.ts';"],
    ['src/blocks/card.ts', "import { type Outlook, type Holding } from '../mesh/plan.ts';"],
    ['src/blocks/card.ts', "import type { KnownBlock } from '@slack/types';\nimport { bold } from './rich.ts';"],
    [
      'src/handlers/card.ts',
      "import { card } from '../blocks/card.ts';\nimport { stands } from '../mesh/operation.ts';",
    ],
    ['bench/ring.ts', "import { startHttpBot } from '../test/support/http-bot.ts';"],
    ['src/config.ts', 'const level = process.env.LOG_LEVEL;'],
    ['local/start.ts', 'const home = process.env.HOME;'],
  ])('allow in %s: %s', (path, source) => {
    expect(breaches(path, source)).toEqual([]);
  });
});
