// Loads a bundle and gives it one event, as Lambda's runtime does in a new process; prints how long each took, in milliseconds.
import { pathToFileURL } from 'node:url';

const answering = {};
const answered = new Promise((resolve) => {
  answering.resolve = resolve;
});
const stream = { write: () => true, end: () => answering.resolve() };
globalThis.awslambda = {
  streamifyResponse: (handler) => Object.assign((event) => handler(event, stream, {}), { streams: true }),
  HttpResponseStream: { from: () => stream },
};
const [bundle, event] = process.argv.slice(2);
const begun = performance.now();
const { handler } = await import(pathToFileURL(bundle).href);
const loaded = performance.now();
const running = handler(JSON.parse(event), { getRemainingTimeInMillis: () => 60_000 }, () => undefined);
if (handler.streams) await answered;
else await running;
const end = performance.now();
process.stdout.write(`${JSON.stringify({ initialisation: loaded - begun, answer: end - begun })}\n`, () =>
  process.exit(0),
);
