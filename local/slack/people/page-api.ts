import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from '../../http.ts';
import type { Workspace } from '../context.ts';
import { type JsonObject, object } from '../json.ts';
import type { User } from '../state/state.ts';
import { act } from './act.ts';
import { command } from './command.ts';
import { PageError } from './errors.ts';
import { openChannel, openHome, pageHome, pageMessages, pageState, pageViews } from './look.ts';
import { personOf } from './look-up.ts';
import { say } from './say.ts';
import { shortcut } from './shortcut.ts';
import { close, submit } from './submit.ts';
import { suggest } from './suggest.ts';

type Deed = (workspace: Workspace, user: User, input: JsonObject) => unknown;

/** What a person can look at; the input is the query. */
const LOOKS: Record<string, Deed> = {
  state: (workspace, user) => pageState(workspace, user),
  messages: (workspace, user, { channel }) => ({ messages: pageMessages(workspace, user, channel) }),
  home: (workspace, user) => ({ view: pageHome(workspace, user) }),
  views: (workspace, user) => ({ views: pageViews(workspace, user) }),
};

/** What a person can do; the input is the body. */
const DEEDS: Record<string, Deed> = {
  open: (workspace, user, { channel }) => openChannel(workspace, user, channel),
  home: (workspace, user) => openHome(workspace, user),
  action: act,
  options: suggest,
  submit,
  close,
  command,
  message: say,
  shortcut,
};

/** Answers a request under `/page/api/`. */
export async function servePage(
  workspace: Workspace,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const name = url.pathname.slice('/page/api/'.length);
  const looking = request.method === 'GET';
  try {
    const input = looking ? Object.fromEntries(url.searchParams) : await jsonBody(request);
    const user = personOf(workspace, input.user);
    if (looking && name === 'events') return workspace.audience.join(user.id, response);
    const deed = (looking ? LOOKS : DEEDS)[name];
    if (deed === undefined) return sendJson(response, 404, { error: `There is no ${request.method} ${name}.` });
    sendJson(response, 200, await deed(workspace, user, input));
  } catch (error) {
    if (!(error instanceof PageError)) throw error;
    sendJson(response, 400, { error: error.message });
  }
}

async function jsonBody(request: IncomingMessage): Promise<JsonObject> {
  const body = (await readBody(request)).toString('utf8');
  try {
    return object(JSON.parse(body));
  } catch (error) {
    throw new PageError('The body must be a JSON object.', { cause: error });
  }
}
