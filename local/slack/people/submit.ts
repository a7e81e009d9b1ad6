import type { Workspace } from '../context.ts';
import { isObject, type JsonObject, object, text } from '../json.ts';
import type { User, View } from '../state/state.ts';
import { elementsOf, mergeValues } from '../state/values.ts';
import { createView, replaceView, STACK_MAX, tellViewer, viewObject } from '../state/views.ts';
import { ApiError } from '../web-api/errors.ts';
import { acceptView } from '../web-api/views.ts';
import { complaint, heldValue, settleChoice } from './choices.ts';
import { PageError } from './errors.ts';
import { interact } from './interact.ts';
import { valuesOf, viewOf } from './look-up.ts';
import { issueTrigger, notice } from './payload.ts';

const TROUBLE = 'We had some trouble connecting. Try again?';

/** A person submits a modal: Slack's own checks first, then `view_submission` and what the app makes of it. */
export async function submit(workspace: Workspace, user: User, body: JsonObject): Promise<JsonObject> {
  const view = topModal(workspace, user, body.viewId);
  const entered = settleAll(view, valuesOf(body.values));
  view.values = mergeValues(view.values, entered);
  const complaints = missing(view);
  if (Object.keys(complaints).length > 0) return { errors: complaints };
  const outcome = await interact(workspace, user, 'view_submission', {
    trigger_id: issueTrigger(workspace, user),
    view: viewObject(view),
    response_urls: [],
  });
  if (!outcome.ok) return notice(workspace, user, TROUBLE);
  try {
    const answer = follow(workspace, user, view, outcome.body);
    workspace.journal.addAnswer('view_submission', outcome.body, []);
    return answer;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    workspace.journal.addAnswer('view_submission', outcome.body, [error.code, JSON.stringify(error.more)]);
    return notice(workspace, user, TROUBLE);
  }
}

function topModal(workspace: Workspace, user: User, id: unknown): View {
  const view = viewOf(workspace, user, id);
  if (workspace.state.stack(user.id).at(-1) !== view) throw new PageError('Only the topmost modal can be submitted.');
  return view;
}

function settleAll(
  view: View,
  values: Record<string, Record<string, unknown>>,
): Record<string, Record<string, unknown>> {
  const settled = structuredClone(values);
  for (const { blockId, actionId, element } of elementsOf(view.definition.blocks)) {
    const given = settled[blockId]?.[actionId];
    if (isObject(given)) settled[blockId] = { ...settled[blockId], [actionId]: settleChoice(element, given) };
  }
  return settled;
}

/** What Slack itself objects to, by block. */
function missing(view: View): Record<string, string> {
  const complaints: Record<string, string> = {};
  for (const { blockId, actionId, element, input } of elementsOf(view.definition.blocks)) {
    if (input === null) continue;
    const value = heldValue(element, object(view.values[blockId]?.[actionId]));
    const found = complaint(element, input.optional === true, value);
    if (found !== null) complaints[blockId] = found;
  }
  return complaints;
}

/** Does what the answer to a submission says. Throws ApiError when Slack could not do it. */
function follow(workspace: Workspace, user: User, view: View, body: unknown): JsonObject {
  const stack = workspace.state.stack(user.id);
  if (body === undefined || (isObject(body) && body.response_action === undefined)) {
    closeFrom(workspace, user, stack.indexOf(view));
    return {};
  }
  const { response_action: action, errors, view: next } = object(body);
  switch (action) {
    case 'errors':
      return { errors: readErrors(view, errors) };
    case 'clear':
      closeFrom(workspace, user, 0);
      return {};
    case 'update':
      replaceView(workspace, view, acceptView(object(next), 'modal'));
      tellViewer(workspace, view);
      return {};
    case 'push':
      if (stack.length >= STACK_MAX) throw new ApiError('push_limit_reached');
      stack.push(createView(workspace, user.id, acceptView(object(next), 'modal'), view));
      tellViewer(workspace, view);
      return {};
    default:
      throw new ApiError('invalid_response_action');
  }
}

function readErrors(view: View, errors: unknown): Record<string, string> {
  const inputs = elementsOf(view.definition.blocks).filter(({ input }) => input !== null);
  const entries = Object.entries(object(errors));
  const known = entries.every(([block]) => inputs.some(({ blockId }) => blockId === block));
  if (entries.length === 0 || !known) throw new ApiError('invalid_errors', { errors });
  return Object.fromEntries(entries.map(([block, message]) => [block, text(message)]));
}

function closeFrom(workspace: Workspace, user: User, index: number): void {
  if (index < 0) return;
  const stack = workspace.state.stack(user.id);
  stack.splice(index);
  workspace.audience.tell(user.id, { type: 'views' });
}

/** A person closes a modal: `view_closed` goes to the app if the view asks for it. */
export async function close(workspace: Workspace, user: User, body: JsonObject): Promise<JsonObject> {
  const view = viewOf(workspace, user, body.viewId);
  if (view.type === 'home') throw new PageError('The Home tab cannot be closed.');
  const stack = workspace.state.stack(user.id);
  const clears = view.definition.clear_on_close === true || body.all === true;
  const from = clears ? 0 : stack.indexOf(view);
  const closed = stack.slice(from);
  closeFrom(workspace, user, from);
  await Promise.all(
    closed
      .filter(({ definition }) => definition.notify_on_close === true)
      .map((gone) => interact(workspace, user, 'view_closed', { view: viewObject(gone), is_cleared: clears })),
  );
  return {};
}
