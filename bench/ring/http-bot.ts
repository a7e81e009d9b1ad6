import { App } from '@slack/bolt';
import { ulid } from 'ulid';
import { listen, readBody } from '../../local/http.ts';
import { readConfig } from '../../src/config.ts';
import { bind } from '../../src/handlers/bolt-app.ts';
import { deskFromConfig, ownDocuments } from '../../src/handlers/desk-from-config.ts';
import { follow } from '../../src/handlers/follow.ts';
import { boltLogger } from '../../src/handlers/http/bolt-logger.ts';
import { openDoor } from '../../src/handlers/http/door.ts';
import { requestOf } from '../../src/handlers/http/request.ts';
import { checkpointStore } from '../../src/mesh/stores/checkpoints.ts';

// The bot behind the door that its Slack function has, as a process: people by signed HTTP, events from both streams.
const config = readConfig();
const { slackSigningSecret: signingSecret = '', slackBotToken: botToken, slackApiUrl = '' } = config;
const documents = ownDocuments(config);
const desk = deskFromConfig(config, documents);
const door = openDoor({ signingSecret, now: desk.now, logger: desk.logger });
const app = new App({
  receiver: door.receiver,
  logger: boltLogger(desk.logger),
  clientOptions: { slackApiUrl },
  authorize: async () => ({ botToken }),
});
bind(app, desk);
const { url } = await listen(async (request, response) => {
  const body = (await readBody(request)).toString('base64');
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const http = { method: request.method ?? 'GET' };
  const event = { headers, rawPath: '/', requestContext: { http, timeEpoch: Date.now() }, body, isBase64Encoded: true };
  const { answer } = await door.take(requestOf(event));
  response.writeHead(answer.status, answer.headers).end(answer.body);
});
const { region, subscriptionsTable, meshdeskTable } = config;
const checkpoints = checkpointStore(documents, meshdeskTable);
const signal = new AbortController().signal;
void follow(desk, { region, subscriptionsTable, meshdeskTable, checkpoints, worker: ulid(), signal });
// What BENCH_NODE_OPTIONS asks for is written at a regular end.
process.once('SIGTERM', () => process.exit(0));
process.send?.({ url });
