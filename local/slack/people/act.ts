import type { Workspace } from '../context.ts';
import { type JsonObject, object } from '../json.ts';
import { messageObject } from '../state/messages.ts';
import type { User } from '../state/state.ts';
import { mergeValues, startValues, valueKey } from '../state/values.ts';
import { viewObject } from '../state/views.ts';
import { settleChoice } from './choices.ts';
import { PageError } from './errors.ts';
import { interact } from './interact.ts';
import { containerObject, fieldOf, type Place, placeOf, valuesOf } from './look-up.ts';
import { channelRef, failureCode, issueResponseUrl, issueTrigger, notice } from './payload.ts';

/** A person clicks or chooses: `block_actions`. Resolves when the app has acknowledged or Slack has given up on it. */
export async function act(workspace: Workspace, user: User, body: JsonObject): Promise<JsonObject> {
  const place = placeOf(workspace, user, body.container);
  const given = object(body.action);
  const { element, input } = fieldOf(place, given.block_id, given.action_id);
  if (input !== null && input.dispatch_action !== true) {
    throw new PageError(`${given.action_id} is an input that dispatches no action.`);
  }
  const action = actionObject(workspace, element, given);
  const values = enter(place, body.values, action);
  const outcome = await interact(workspace, user, 'block_actions', {
    container: containerObject(place),
    trigger_id: issueTrigger(workspace, user),
    ...placeParts(workspace, user, place, values),
    actions: [action],
  });
  if (outcome.ok) return {};
  return notice(workspace, user, `⚠️ ${workspace.manifest.name} did not respond: ${failureCode(outcome)}`);
}

/** One item of `actions[]`: what the person chose, with what the element says about itself. */
function actionObject(workspace: Workspace, element: JsonObject, given: JsonObject): JsonObject {
  const { text, value, style } = element;
  const own = element.type === 'button' ? { text, value, style } : { placeholder: element.placeholder };
  const present = Object.fromEntries(Object.entries(own).filter(([, member]) => member !== undefined));
  return { ...settleChoice(element, given), ...present, type: element.type, action_ts: workspace.ids.ts() };
}

/** Takes down what was entered so far and gives back `state.values`. */
function enter(place: Place, entered: unknown, action: JsonObject): Record<string, Record<string, unknown>> {
  const key = valueKey(String(action.type));
  const blockId = String(action.block_id);
  const given = valuesOf(entered);
  if (key !== undefined) {
    const state = { type: action.type, [key]: action[key] ?? null };
    given[blockId] = { ...given[blockId], [String(action.action_id)]: state };
  }
  if (place.kind === 'message') return mergeValues(startValues({ blocks: place.message.blocks }), given);
  place.view.values = mergeValues(place.view.values, given);
  return place.view.values;
}

function placeParts(
  workspace: Workspace,
  user: User,
  place: Place,
  values: Record<string, Record<string, unknown>>,
): JsonObject {
  if (place.kind === 'view') return { view: viewObject(place.view) };
  const { channel, message } = place;
  return {
    channel: channelRef(channel),
    ...(message.onlyFor === null ? { message: messageObject(workspace, channel, message, true) } : {}),
    state: { values },
    response_url: issueResponseUrl(workspace, user, channel, message.ts),
  };
}
