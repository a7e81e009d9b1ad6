import { onTestFinished } from 'vitest';
import { listen, readBody } from '../../local/http.ts';
import { signature } from '../../local/slack/delivery/signed-http.ts';
import type { Config } from '../../src/config.ts';
import { deskFromConfig } from '../../src/handlers/desk-from-config.ts';
import type { FrontDesk } from '../../src/handlers/front-desk.ts';
import { openFrontDoor } from '../../src/handlers/http/front-door.ts';
import { type HttpAnswer, requestOf } from '../../src/handlers/http/request.ts';
import { control } from './slack.ts';
import type { World } from './world.ts';

const FORM = 'application/x-www-form-urlencoded';

/** How a request is made other than Slack would make it. */
export interface Made {
  type?: string;
  /** Seconds from now. */
  skew?: number;
  secret?: string;
  headers?: Record<string, string>;
  method?: string;
}

/** What came of a payload: the answer, what was said to its response_url, and the Slack calls that it led to. */
export interface Effect {
  answer: HttpAnswer;
  said: string[];
  calls: { method: string; args: Record<string, unknown> }[];
}

/** Somebody who holds the signing secret and sends the bot what they like; nobody carries out what is ordered. */
export interface Forger {
  desk: FrontDesk;
  /** What was said to response_urls since it was last emptied. */
  said: string[];
  responseUrl: string;
  /** Sends a body and waits for the end of all that it leads to. */
  send(body: string, made?: Made): Promise<HttpAnswer>;
  /** Sends an interaction; what it has to have and does not, it gets: a trigger of the user's, a response_url. */
  interact(user: string, payload: Record<string, unknown>): Promise<Effect>;
  /** Sends `/mesh <text>`. */
  command(user: string, text: string, over?: Record<string, string>): Promise<Effect>;
  /** Sends a click on a button with this action id and value. */
  click(user: string, actionId: string, value: string, over?: Record<string, unknown>): Promise<Effect>;
  /** Sends the submission of a view. */
  submit(user: string, callbackId: string, metadata: string, values?: Record<string, unknown>): Promise<Effect>;
}

/** The bot behind its door, without workers, in reach of a forger. */
export async function openForger(world: World, over: Partial<Config> = {}): Promise<Forger> {
  const config = { ...world.config, ...over };
  const { slackSigningSecret: signingSecret = '' } = config;
  const desk = deskFromConfig(config);
  if (over.logLevel === undefined) desk.logger.setLogLevel('SILENT');
  const door = openFrontDoor({ ...config, slackSigningSecret: signingSecret }, desk);
  const said: string[] = [];
  const hooks = await listen(async (request, response) => {
    said.push((await readBody(request)).toString('utf8'));
    response.writeHead(200).end('ok');
  });
  onTestFinished(() => hooks.close());

  const responseUrl = `${hooks.url}/response`;
  const send: Forger['send'] = async (body, { type = FORM, skew = 0, secret, headers = {}, method = 'POST' } = {}) => {
    const timestamp = Math.floor(Date.now() / 1000) + skew;
    const { answer, rest } = await door.take(
      requestOf({
        requestContext: { http: { method } },
        rawPath: '/slack/events',
        body,
        headers: {
          'content-type': type,
          'x-slack-request-timestamp': String(timestamp),
          'x-slack-signature': signature(secret ?? signingSecret, timestamp, body),
          ...headers,
        },
      }),
    );
    await rest;
    return answer;
  };
  const effectOf = async (body: string): Promise<Effect> => {
    said.length = 0;
    await control(world.slack, 'DELETE', 'calls');
    const answer = await send(body);
    const { calls } = await control<{ calls: Effect['calls'] }>(world.slack, 'GET', 'calls');
    return { answer, said: [...said], calls };
  };
  const common = async (user: string) => {
    const { trigger } = await control<{ trigger: string }>(world.slack, 'POST', 'trigger', { user });
    return { trigger_id: trigger, response_url: responseUrl, api_app_id: 'A0MESHDESK' };
  };
  const interact: Forger['interact'] = async (user, payload) => {
    const whole = {
      user: { id: user, team_id: 'T0MESHDESK' },
      team: { id: 'T0MESHDESK' },
      ...(await common(user)),
      ...payload,
    };
    return effectOf(new URLSearchParams({ payload: JSON.stringify(whole) }).toString());
  };
  return {
    desk,
    said,
    responseUrl,
    send,
    interact,
    async command(user, text, over = {}) {
      const fields = { command: '/mesh', text, user_id: user, team_id: 'T0MESHDESK', channel_id: 'C0GENERAL' };
      return effectOf(new URLSearchParams({ ...fields, ...(await common(user)), ...over }).toString());
    },
    click: (user, action_id, value, over = {}) =>
      interact(user, {
        type: 'block_actions',
        channel: { id: 'C0GENERAL' },
        container: { type: 'message', channel_id: 'C0GENERAL', message_ts: '1.1' },
        message: { ts: '1.1' },
        actions: [{ type: 'button', action_id, block_id: 'b', value, action_ts: '1.1' }],
        ...over,
      }),
    submit: (user, callback_id, private_metadata, values = {}) =>
      interact(user, {
        type: 'view_submission',
        view: { id: 'V1', type: 'modal', callback_id, private_metadata, hash: '1', blocks: [], state: { values } },
      }),
  };
}

/** Everything that an effect showed to a person, as text. */
export function shownBy({ answer, said, calls }: Effect): string {
  return [answer.body, ...said, JSON.stringify(calls.map(({ args }) => args))].join('\n');
}
