import { checkOptions } from '../block-kit/view.ts';
import type { Workspace } from '../context.ts';
import { type JsonObject, object, text } from '../json.ts';
import { messageObject } from '../state/messages.ts';
import type { User } from '../state/state.ts';
import { viewObject } from '../state/views.ts';
import { PageError } from './errors.ts';
import { interact } from './interact.ts';
import { containerObject, fieldOf, placeOf } from './look-up.ts';
import { channelRef, failureCode, notice } from './payload.ts';

const EXTERNAL = ['external_select', 'multi_external_select'];

/** A person types into an external select: `block_suggestion`. Answers the app's options, or none and a notice. */
export async function suggest(workspace: Workspace, user: User, body: JsonObject): Promise<JsonObject> {
  const place = placeOf(workspace, user, body.container);
  const { element } = fieldOf(place, body.block_id, body.action_id);
  if (!EXTERNAL.includes(String(element.type))) throw new PageError(`${body.action_id} is no external select.`);
  const outcome = await interact(workspace, user, 'block_suggestion', {
    container: containerObject(place),
    action_id: body.action_id,
    block_id: body.block_id,
    value: text(body.value),
    ...(place.kind === 'view'
      ? { view: viewObject(place.view) }
      : { channel: channelRef(place.channel), message: messageObject(workspace, place.channel, place.message, true) }),
  });
  if (!outcome.ok) {
    return { options: [], ...notice(workspace, user, `The options could not be loaded: ${failureCode(outcome)}`) };
  }
  const { options, option_groups } = object(outcome.body);
  const complaints = checkOptions(object(outcome.body));
  workspace.journal.addAnswer('block_suggestion', outcome.body, complaints);
  if (complaints.length > 0) return { options: [], ...notice(workspace, user, 'The options could not be loaded.') };
  return option_groups === undefined ? { options } : { option_groups };
}
