import { parseArgs } from 'node:util';
import { startSlack } from './workspace.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '3100' }, 'request-url': { type: 'string' } },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`--port must be a number from 0 to 65535, not "${values.port}".`);
  process.exit(1);
}

const slack = await startSlack({ port, requestUrl: values['request-url'] ?? null }).catch((error: unknown) => {
  console.error(`The Slack stand-in cannot listen on port ${port}:`, error instanceof Error ? error.message : error);
  process.exit(1);
});
console.log(`Slack stand-in: ${slack.url}/ (SLACK_API_URL=${slack.apiUrl})`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await slack.close();
    process.exit(0);
  });
}
