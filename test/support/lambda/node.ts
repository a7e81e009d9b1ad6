import { fileURLToPath } from 'node:url';

/** The project of their own in which the Node.js versions are installed. */
export const RUNTIMES = fileURLToPath(new URL('../../runtimes', import.meta.url));

/** Path of the `node` of a version. Elsewhere than on Linux the running one has to do for its own version. */
export function nodeBinary(version: 20 | 24): string {
  if (process.platform !== 'linux') return process.execPath;
  return `${RUNTIMES}/node_modules/node${version}-${process.arch}/bin/node`;
}
