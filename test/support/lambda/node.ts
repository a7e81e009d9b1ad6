import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The project of their own in which the Node.js versions are installed. */
const RUNTIMES = fileURLToPath(new URL('../../runtimes', import.meta.url));

/** Installs the Node.js versions that the bundles are run on, if they are not there yet. */
export async function installRuntimes(): Promise<void> {
  if (existsSync(nodeBinary(20)) && existsSync(nodeBinary(24))) return;
  await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund'], { cwd: RUNTIMES });
}

/** Path of the `node` of a version. Elsewhere than on Linux the running one has to do for its own version. */
export function nodeBinary(version: 20 | 24): string {
  if (process.platform !== 'linux') return process.execPath;
  return `${RUNTIMES}/node_modules/node${version}-${process.arch}/bin/node`;
}
