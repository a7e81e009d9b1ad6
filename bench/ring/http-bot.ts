import { listen, readBody } from '../../local/http.ts';
import { readConfig } from '../../src/config.ts';
import { deskFromConfig, ownDocuments } from '../../src/handlers/desk-from-config.ts';
import { follow } from '../../src/handlers/follow.ts';
import { openFrontDoor } from '../../src/handlers/http/front-door.ts';
import { requestOf } from '../../src/handlers/http/request.ts';

// The bot behind the door that its Slack function has, as a process: people by signed HTTP, events from both streams.
const config = readConfig();
const { slackSigningSecret = '' } = config;
const documents = ownDocuments(config);
const desk = deskFromConfig(config, documents);
const door = openFrontDoor({ ...config, slackSigningSecret }, desk);
const { url } = await listen(async (request, response) => {
  const body = (await readBody(request)).toString('base64');
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const http = { method: request.method ?? 'GET' };
  const event = { headers, rawPath: '/', requestContext: { http, timeEpoch: Date.now() }, body, isBase64Encoded: true };
  const { answer } = await door.take(requestOf(event));
  response.writeHead(answer.status, answer.headers).end(answer.body);
});
void follow(desk, { ...config, documents, signal: new AbortController().signal });
// What BENCH_NODE_OPTIONS asks for is written at a regular end.
process.once('SIGTERM', () => process.exit(0));
process.send?.({ url });
