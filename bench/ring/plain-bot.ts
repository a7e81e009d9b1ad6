import { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import { freePort } from '../../local/dynamodb.ts';

// The least that can answer a click: Bolt with one listener, which acknowledges. `socket` or `http` is its argument.
const {
  SLACK_APP_TOKEN: appToken = '',
  SLACK_SIGNING_SECRET: signingSecret = '',
  SLACK_API_URL: slackApiUrl = '',
} = process.env;
const clientOptions = { slackApiUrl };
const overHttp = process.argv[2] === 'http';
const receiver = overHttp
  ? new HTTPReceiver({ signingSecret, endpoints: '/' })
  : new SocketModeReceiver({ appToken, installerOptions: { clientOptions } });
const botToken = process.env.SLACK_BOT_TOKEN ?? '';
const app = new App({ receiver, clientOptions, authorize: async () => ({ botToken }) });
app.action(/./, async ({ ack }) => ack());
const port = overHttp ? await freePort() : 0;
await app.start(port);
process.send?.({ url: `http://127.0.0.1:${port}/` });
