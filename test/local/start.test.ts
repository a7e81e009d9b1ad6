import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
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

it('starts a bot again that is killed, and says so', { timeout: 90_000 }, async () => {
  const child = start('--port', '0');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said = async (words: string) => {
    for (let line = await lines.next(); !line.done; line = await lines.next()) {
      if (line.value.includes(words)) return line.value;
    }
    throw new Error(`It ended and never said: ${words}`);
  };
  const [slack = ''] = /http:\S+(?=\/\?)/.exec(await said('Slack (the stand-in)')) ?? [];
  const connected = async () =>
    ((await (await fetch(`${slack}/_control/socket`)).json()) as { connections: number }).connections > 0;
  await expect.poll(connected, { timeout: 30_000 }).toBe(true);
  const [bot = 0] = botsOf(child.pid);
  process.kill(bot, 'SIGKILL');
  expect(await said('The bot was killed')).toBe(
    'The bot was killed (SIGKILL). It is started again, and goes on where it was.',
  );
  await expect.poll(() => botsOf(child.pid).filter((one) => one !== bot), { timeout: 30_000 }).toHaveLength(1);
  await expect.poll(connected, { timeout: 30_000 }).toBe(true);
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
});

/** The processes of the bot that a process has started. */
function botsOf(parent: number | undefined): number[] {
  const all = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return all
    .map((line) => line.trim().split(/\s+/))
    .filter(([, ppid, ...args]) => Number(ppid) === parent && args.includes('src/handlers/server.ts'))
    .map(([pid]) => Number(pid));
}

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
