import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from '../http.ts';
import type { Workspace } from './context.ts';
import { isObject, type JsonObject, text } from './json.ts';
import { BOT_AUTHOR, edit, post, remove } from './state/messages.ts';
import type { Channel, Message, ResponseUrl } from './state/state.ts';
import { ApiError } from './web-api/errors.ts';
import { acceptBlocks } from './web-api/message-content.ts';

const USES = 5;
const LIFETIME_MS = 30 * 60 * 1000;

/** Answers a POST to a response_url, which works five times within thirty minutes. */
export async function serveResponseUrl(
  workspace: Workspace,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const body = (await readBody(request)).toString('utf8');
  const record = workspace.state.responseUrls.get(url.pathname.split('/').at(-1) ?? '');
  const args = { path: url.pathname.replace(/[^/]+$/, '…') };
  try {
    if (record === undefined) throw new ApiError('invalid_url');
    if (workspace.now() - record.issued > LIFETIME_MS) throw new ApiError('expired_url');
    if (record.uses >= USES) throw new ApiError('used_url');
    const message = parse(body);
    respond(workspace, record, message);
    record.uses += 1;
    workspace.journal.add({ method: 'response_url', ts: workspace.now(), args: { ...args, ...message }, error: null });
    sendJson(response, 200, { ok: true });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    workspace.journal.add({ method: 'response_url', ts: workspace.now(), args, error: error.code });
    sendJson(response, error.code.endsWith('_url') ? 404 : 400, error.toAnswer());
  }
}

function parse(body: string): JsonObject {
  try {
    const message: unknown = JSON.parse(body);
    if (isObject(message)) return message;
  } catch (error) {
    throw Object.assign(new ApiError('invalid_payload'), { cause: error });
  }
  throw new ApiError('invalid_payload');
}

function respond(workspace: Workspace, record: ResponseUrl, body: JsonObject): void {
  const channel = workspace.state.channel(record.channel);
  const source = channel.messages.find(({ ts }) => ts === record.source);
  if (body.delete_original === true) {
    remove(workspace, channel, original(source));
    return;
  }
  const words = text(body.text);
  const blocks = body.blocks === undefined ? [] : acceptBlocks(workspace, body.blocks);
  if (words === '' && blocks.length === 0) throw new ApiError('no_text');
  if (body.replace_original === true) edit(workspace, channel, original(source), { text: words, blocks });
  else addAnswer(workspace, record, channel, { body, words, blocks });
}

function original(source: Message | undefined): Message {
  if (source === undefined) throw new ApiError('message_not_found');
  return source;
}

function addAnswer(
  workspace: Workspace,
  record: ResponseUrl,
  channel: Channel,
  { body, words, blocks }: { body: JsonObject; words: string; blocks: JsonObject[] },
): void {
  post(workspace, channel, {
    ...BOT_AUTHOR,
    text: words,
    blocks,
    threadTs: typeof body.thread_ts === 'string' ? body.thread_ts : null,
    onlyFor: body.response_type === 'in_channel' ? null : record.user,
  });
}
