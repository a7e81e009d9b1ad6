import { APP_ID, TEAM } from '../cast.ts';
import type { Workspace } from '../context.ts';
import { isObject, type JsonObject, text } from '../json.ts';
import { BOT_AUTHOR, post } from '../state/messages.ts';
import type { Channel, User } from '../state/state.ts';
import { ApiError } from '../web-api/errors.ts';
import { acceptBlocks } from '../web-api/message-content.ts';
import { channelOf } from './look-up.ts';
import { channelRef, failureCode, issueResponseUrl, issueTrigger, notice } from './payload.ts';
import { escapeText, storeText } from './typing.ts';

/** A person sends a slash command; the answer in the acknowledgement is posted, by default for them alone. */
export async function command(workspace: Workspace, user: User, body: JsonObject): Promise<JsonObject> {
  const channel = channelOf(workspace, user, body.channel);
  const name = text(body.command);
  const known = workspace.manifest.commands.find((candidate) => candidate.command === name);
  if (known === undefined) return notice(workspace, user, `${name} is not a valid command.`);
  const typed = text(body.text).trim();
  const outcome = await workspace.delivery.send({
    kind: 'slash_commands',
    acceptsResponse: true,
    payload: {
      token: workspace.settings.verificationToken,
      team_id: TEAM.id,
      team_domain: TEAM.domain,
      channel_id: channel.id,
      channel_name: channelRef(channel).name,
      user_id: user.id,
      user_name: user.name,
      command: name,
      text: known.shouldEscape ? storeText(workspace, typed, true) : escapeText(typed),
      api_app_id: APP_ID,
      is_enterprise_install: 'false',
      response_url: issueResponseUrl(workspace, user, channel, null),
      trigger_id: issueTrigger(workspace, user),
    },
  });
  if (!outcome.ok) return notice(workspace, user, `${name} failed with the error "${failureCode(outcome)}"`);
  try {
    answer(workspace, user, channel, outcome.body, `${name} ${typed}`.trim());
    workspace.journal.addAnswer(name, outcome.body, []);
    return {};
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    workspace.journal.addAnswer(name, outcome.body, [error.code, JSON.stringify(error.more)]);
    return notice(workspace, user, `${name} failed with the error "invalid_command_response"`);
  }
}

function answer(workspace: Workspace, user: User, channel: Channel, body: unknown, typed: string): void {
  const message = isObject(body) ? body : { text: text(body) };
  const words = text(message.text);
  const blocks = message.blocks === undefined ? [] : acceptBlocks(workspace, message.blocks);
  if (words === '' && blocks.length === 0) return;
  const open = message.response_type === 'in_channel';
  if (open) post(workspace, channel, { user: user.id, text: escapeText(typed) });
  post(workspace, channel, { ...BOT_AUTHOR, text: words, blocks, onlyFor: open ? null : user.id });
}
