import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from '../../http.ts';
import type { Workspace } from '../context.ts';
import { isObject, type JsonObject, list, text } from '../json.ts';
import { issueTrigger } from '../people/payload.ts';
import { messageObject } from '../state/messages.ts';
import { changeChannel } from './channels.ts';
import { readFault } from './faults.ts';
import { changeGroup, changeUser } from './users.ts';

type Handle = (workspace: Workspace, body: JsonObject, query: URLSearchParams) => unknown;

/** What a test can look at and change, by method and path under `/_control/`. */
const ROUTES: Record<string, Handle> = {
  'GET calls': ({ journal }) => ({ counts: journal.counts(), calls: journal.entries }),
  'DELETE calls': ({ journal }) => journal.clear(),
  'GET messages': (workspace, _body, query) => {
    const channel = workspace.state.channel(query.get('channel') ?? '');
    return {
      messages: channel.messages.map((message) => ({
        ...messageObject(workspace, channel, message, true),
        ephemeral_to: message.onlyFor,
      })),
    };
  },
  /** How many messages each channel has. */
  'GET posted': ({ state }) =>
    Object.fromEntries([...state.channels.values()].map(({ id, messages }) => [id, messages.length])),
  'GET faults': ({ faults }) => ({ faults: faults.pending }),
  'POST faults': ({ faults }, body) => faults.add(readFault(body)),
  'DELETE faults': ({ faults }) => faults.clear(),
  /** Calls that were given up take effect now. */
  'POST late': async ({ faults }) => ({ carriedOut: await faults.carryOutLate() }),
  'POST rate-limits': ({ rateLimits }, { enabled }) => {
    rateLimits.enabled = enabled === true;
    rateLimits.clear();
  },
  'POST request-url': ({ delivery, settings, audience }, { url, signingSecret }) => {
    delivery.requestUrl =
      typeof url === 'string' ? { url, signingSecret: text(signingSecret, settings.signingSecret) } : null;
    audience.tellAll({ type: 'channel', channel: '' });
  },
  'GET socket': ({ sockets }) => ({ connections: sockets.connections }),
  'POST socket': ({ sockets }, { disconnect, reset, terminate }) => {
    if (disconnect === true) sockets.requestRefresh();
    if (reset === true) sockets.reset();
    if (terminate === true) sockets.terminate();
  },
  'POST trigger': (workspace, { user }) => ({ trigger: issueTrigger(workspace, workspace.state.user(text(user))) }),
  'POST scopes': ({ manifest }, { without }) => {
    const lost = list(without).map(String);
    manifest.scopes = manifest.scopes.filter((scope) => !lost.includes(scope));
  },
  'POST channels': changeChannel,
  'POST users': changeUser,
  'POST usergroups': changeGroup,
  'POST reset': ({ state, journal, faults, rateLimits, audience }) => {
    state.reset();
    journal.clear();
    faults.clear();
    rateLimits.clear();
    for (const channel of state.channels.values()) audience.tellChannel(channel);
    audience.tellAll({ type: 'views' });
    audience.tellAll({ type: 'home' });
  },
};

/** Answers a request under `/_control/`; what is wrong with it comes back as HTTP 400 with `error`. */
export async function serveControl(
  workspace: Workspace,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const handle = ROUTES[`${request.method} ${url.pathname.slice('/_control/'.length)}`];
  if (handle === undefined) return sendJson(response, 404, { error: 'There is no such control.' });
  try {
    const text = (await readBody(request)).toString('utf8');
    const body: unknown = text === '' ? {} : JSON.parse(text);
    if (!isObject(body)) throw new Error('The body must be a JSON object.');
    sendJson(response, 200, (await handle(workspace, body, url.searchParams)) ?? {});
  } catch (error) {
    sendJson(response, 400, { error: error instanceof Error ? error.message : String(error) });
  }
}
