import { readFileSync } from 'node:fs';
import { address, argumentsOf, Misuse, told } from './arguments.ts';
import { httpManifest } from './http-manifest.ts';

/** Prints the Slack app's manifest for the RequestUrl that the stack has put out. */
const requestUrl = told('npm run -s manifest -- <RequestUrl>', () => {
  const [url, ...more] = argumentsOf({ allowPositionals: true }).positionals;
  if (url === undefined) throw new Misuse('Which address? Give the RequestUrl that the stack has put out.');
  if (more.length > 0) throw new Misuse(`It takes one address, and got ${more.length} more: ${more.join(', ')}.`);
  return address('The RequestUrl', url);
});
process.stdout.write(httpManifest(readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8'), requestUrl));
