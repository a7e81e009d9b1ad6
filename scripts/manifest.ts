import { readFileSync } from 'node:fs';
import { httpManifest } from './http-manifest.ts';

/** `npm run -s manifest -- URL`: prints the Slack app's manifest for the RequestUrl that the stack has put out. */
const [requestUrl] = process.argv.slice(2);
if (requestUrl === undefined || !/^https:\/\//.test(requestUrl) || !URL.canParse(requestUrl)) {
  console.error('Which address? Give the RequestUrl that the stack has put out: npm run -s manifest -- https://…');
  process.exit(1);
}
process.stdout.write(httpManifest(readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8'), requestUrl));
