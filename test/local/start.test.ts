import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';

const start = (...args: string[]) => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'local/start.ts', ...args], { stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
};

it('leaves no DynamoDB Local behind when it is told to end', { timeout: 60_000 }, async () => {
  const child = start('--port', '0');
  const exit = once(child, 'exit');
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    if (said.includes('Ctrl-C')) break;
  }
  const [, dynamo = ''] = /DynamoDB Local: (\S+)/.exec(said) ?? [];
  expect((await fetch(dynamo)).status).toBe(400);
  child.kill('SIGTERM');
  await exit;
  await expect(fetch(dynamo)).rejects.toThrow('fetch failed');
});

it('ends with npm when npm is told to end, and leaves its port to the next', { timeout: 90_000 }, async () => {
  const npm = spawn('npm', ['start', '--', '--port', '0'], { stdio: 'pipe', detached: true });
  onTestFinished(() => {
    if (npm.pid !== undefined && isGroup(npm.pid)) process.kill(-npm.pid, 'SIGKILL');
  });
  let said = '';
  for await (const chunk of npm.stdout) {
    said += chunk;
    if (said.includes('Ctrl-C')) break;
  }
  const [slack = ''] = /http:\S+(?=\/\?)/.exec(said) ?? [];
  const answers = () =>
    fetch(slack).then(
      ({ status }) => status,
      () => 'nobody',
    );
  expect(await answers()).toBe(200);
  npm.kill('SIGTERM');
  await expect.poll(answers, { timeout: 30_000 }).toBe('nobody');
  await expect.poll(() => isGroup(npm.pid), { timeout: 30_000 }).toBe(false);
});

/** Whether any process of this group is left. */
function isGroup(leader: number | undefined): boolean {
  const groups = execFileSync('ps', ['-A', '-o', 'pgid=,stat='], { encoding: 'utf8' }).trim().split('\n');
  return groups.some((line) => {
    const [group, state = ''] = line.trim().split(/\s+/);
    return Number(group) === leader && !state.startsWith('Z');
  });
}

/** `npm start` that is ready, and what it says from then on. */
async function ready() {
  const child = start('--port', '0');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said = async (pattern: RegExp): Promise<string> => {
    for (let line = await lines.next(); !line.done; line = await lines.next()) {
      const found = pattern.exec(line.value)?.[1];
      if (found !== undefined) return found;
    }
    throw new Error(`It ended and never said: ${pattern}`);
  };
  const slack = await said(/Slack \(the stand-in\): +(http:\S+)\/\?/);
  const control = async (path: string) =>
    (await (await fetch(`${slack}/_control/${path}`)).json()) as Record<string, number>;
  const connections = async () => (await control('socket')).connections;
  return { child, said, connections, posted: () => control('posted') };
}

it.each([
  ['SIGKILL', 'killed (SIGKILL)'],
  ['SIGTERM', 'told to end'],
] as const)(
  'starts a bot again after a %s, names its process, and keeps everything',
  { timeout: 90_000 },
  async (signal, how) => {
    const { child, said, connections, posted } = await ready();
    const bot = Number(await said(/The bot: process (\d+)\./));
    const cards = { C0RETAIL: 3, C0FINANCE: 1, C0MARKETING: 4 };
    await expect.poll(posted, { timeout: 30_000 }).toMatchObject(cards);
    process.kill(bot, signal);
    const line = await said(/^(The bot was .*)/);
    const again = Number(/process (\d+)/.exec(line)?.[1]);
    expect(line).toBe(`The bot was ${how}. It is started again as process ${again}, and goes on where it was.`);
    expect(again).not.toBe(bot);
    expect(process.kill(again, 0)).toBe(true);
    await expect.poll(connections, { timeout: 30_000 }).toBe(2);
    expect(await posted()).toMatchObject(cards);
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  },
);

it('says what starts another bot from any shell, without a token, and leaves no settings behind', {
  timeout: 90_000,
}, async () => {
  const { child, said, connections } = await ready();
  const command = await said(/^ +(env .*)/);
  expect(command).not.toMatch(/xox|xapp/);
  await expect.poll(connections, { timeout: 30_000 }).toBe(2);
  const { PATH = '', HOME = '' } = process.env;
  const shell = spawn('sh', ['-c', command], { cwd: '/', env: { PATH, HOME }, stdio: 'ignore', detached: true });
  onTestFinished(() => {
    if (shell.pid !== undefined && isGroup(shell.pid)) process.kill(-shell.pid, 'SIGKILL');
  });
  await expect.poll(connections, { timeout: 30_000 }).toBe(4);
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
  const [, file = ''] = /cat '([^']+)'/.exec(command) ?? [];
  await expect(access(file)).rejects.toThrow('ENOENT');
});

it.each([[['--port', 'abc']], [['--port', '70000']], [['--prot', '4200']], [['4200']]])(
  'says in a sentence what it takes, told %j',
  async (args) => {
    const child = start(...args);
    const exit = once(child, 'exit');
    expect(await text(child.stderr)).toBe(
      'It takes a port from 0 to 65535 and nothing else: npm start -- --port 4200. Nothing was started.\n',
    );
    expect(await exit).toEqual([1, null]);
  },
);
