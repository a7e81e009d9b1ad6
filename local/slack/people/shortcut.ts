import type { Workspace } from '../context.ts';
import { type JsonObject, text } from '../json.ts';
import { messageObject } from '../state/messages.ts';
import type { User } from '../state/state.ts';
import { PageError } from './errors.ts';
import { interact } from './interact.ts';
import { channelOf, messageOf } from './look-up.ts';
import { channelRef, failureCode, issueResponseUrl, issueTrigger, notice } from './payload.ts';

/** A person takes a shortcut: `shortcut`, or `message_action` when it belongs to a message. */
export async function shortcut(workspace: Workspace, user: User, body: JsonObject): Promise<JsonObject> {
  const known = workspace.manifest.shortcuts.find(({ callbackId }) => callbackId === text(body.callbackId));
  if (known === undefined) throw new PageError(`There is no shortcut "${text(body.callbackId)}".`);
  const outcome = await interact(workspace, user, known.type === 'message' ? 'message_action' : 'shortcut', {
    callback_id: known.callbackId,
    trigger_id: issueTrigger(workspace, user),
    action_ts: workspace.ids.ts(),
    ...(known.type === 'message' ? messageParts(workspace, user, body) : {}),
  });
  if (outcome.ok) return {};
  return notice(workspace, user, `⚠️ ${known.name} did not work: ${failureCode(outcome)}`);
}

function messageParts(workspace: Workspace, user: User, body: JsonObject): JsonObject {
  const channel = channelOf(workspace, user, body.channel);
  const message = messageOf(channel, user, body.ts);
  return {
    channel: channelRef(channel),
    message_ts: message.ts,
    message: messageObject(workspace, channel, message, true),
    response_url: issueResponseUrl(workspace, user, channel, message.ts),
  };
}
