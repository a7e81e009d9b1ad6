import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { nodeBinary, RUNTIMES } from './lambda/node.ts';

/** Installs the Node.js versions that the bundles are run on, if they are not there yet. */
export async function setup(): Promise<void> {
  if (existsSync(nodeBinary(20)) && existsSync(nodeBinary(24))) return;
  await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund'], { cwd: RUNTIMES });
}
