import { checkView } from '../block-kit/view.ts';
import type { Workspace } from '../context.ts';
import { type JsonObject, text } from '../json.ts';
import type { Trigger, View } from '../state/state.ts';
import { createView, replaceView, STACK_MAX, tellViewer, viewObject } from '../state/views.ts';
import type { Arguments } from './arguments.ts';
import { ApiError, invalidArguments } from './errors.ts';
import { type Method, method } from './method.ts';

const VIEW_BYTES_MAX = 250_000;
const TRIGGER_FORM = /^\d+\.\d+\.[0-9a-f]+$/;

/** The `views.*` methods; they need no scope. */
export const viewMethods: Record<string, Method> = {
  'views.open': method([], open),
  'views.push': method([], push),
  'views.update': method([], update),
  'views.publish': method([], publish),
};

function open(workspace: Workspace, args: Arguments): JsonObject {
  const definition = readView(args, 'modal');
  const trigger = readTrigger(workspace, args);
  requireUnusedExternalId(workspace, definition);
  const view = createView(workspace, trigger.user, definition);
  trigger.exchanged = true;
  workspace.state.modals.set(trigger.user, [view]);
  tellViewer(workspace, view);
  return { view: viewObject(view) };
}

function push(workspace: Workspace, args: Arguments): JsonObject {
  const definition = readView(args, 'modal');
  const trigger = readTrigger(workspace, args);
  const stack = workspace.state.stack(trigger.user);
  const top = stack.at(-1);
  if (top === undefined) throw new ApiError('not_found');
  if (stack.length >= STACK_MAX) throw new ApiError('push_limit_reached');
  requireUnusedExternalId(workspace, definition);
  const view = createView(workspace, trigger.user, definition, top);
  trigger.exchanged = true;
  stack.push(view);
  tellViewer(workspace, view);
  return { view: viewObject(view) };
}

function update(workspace: Workspace, args: Arguments): JsonObject {
  const view = addressedView(workspace, args);
  const definition = readView(args, view.type);
  requireHash(args, view);
  requireUnusedExternalId(workspace, definition, view);
  replaceView(workspace, view, definition);
  tellViewer(workspace, view);
  return { view: viewObject(view) };
}

function publish(workspace: Workspace, args: Arguments): JsonObject {
  const user = workspace.state.users.get(args.required('user_id'));
  if (user === undefined || user.bot) throw invalidArguments(['invalid `user_id` [json-pointer:/user_id]']);
  if (!workspace.manifest.homeTab) throw new ApiError('not_enabled');
  const definition = readView(args, 'home');
  const before = workspace.state.homes.get(user.id);
  if (before !== undefined) requireHash(args, before);
  requireUnusedExternalId(workspace, definition, before);
  const view = before ?? createView(workspace, user.id, definition);
  if (before !== undefined) replaceView(workspace, before, definition);
  workspace.state.homes.set(user.id, view);
  tellViewer(workspace, view);
  return { view: viewObject(view) };
}

/** The argument `view`, checked. Throws invalid_arguments or view_too_large. */
function readView(args: Arguments, type: View['type']): JsonObject {
  const definition = args.jsonObject('view', 'invalid_arguments');
  if (definition === undefined) throw invalidArguments(['missing required field: view']);
  return acceptView(definition, type);
}

/** Checks a view that must be of `type`. Throws invalid_arguments or view_too_large. */
export function acceptView(definition: JsonObject, type: View['type']): JsonObject {
  if (Buffer.byteLength(JSON.stringify(definition)) > VIEW_BYTES_MAX) throw new ApiError('view_too_large');
  const complaints = checkView(definition, type);
  if (complaints.length > 0) {
    throw invalidArguments(['failed to match all allowed schemas [json-pointer:/view]', ...complaints]);
  }
  return definition;
}

function readTrigger(workspace: Workspace, args: Arguments): Trigger {
  const id = args.required('trigger_id');
  if (!TRIGGER_FORM.test(id)) throw new ApiError('invalid_trigger_id');
  const trigger = workspace.state.triggers.get(id);
  if (trigger === undefined) throw new ApiError('invalid_trigger_id');
  if (trigger.exchanged) throw new ApiError('exchanged_trigger_id');
  if (workspace.now() - trigger.issued > workspace.settings.patience) throw new ApiError('expired_trigger_id');
  return trigger;
}

function addressedView(workspace: Workspace, args: Arguments): View {
  const id = args.optional('view_id');
  const externalId = args.optional('external_id');
  if (id === undefined && externalId === undefined) throw invalidArguments(['missing required field: view_id']);
  const view =
    id === undefined ? workspace.state.allViews().find((v) => v.externalId === externalId) : workspace.state.view(id);
  if (view === undefined) throw new ApiError('not_found');
  return view;
}

function requireHash(args: Arguments, view: View): void {
  const hash = args.optional('hash');
  if (hash !== undefined && hash !== view.hash) throw new ApiError('hash_conflict');
}

function requireUnusedExternalId(workspace: Workspace, definition: JsonObject, self?: View): void {
  const externalId = text(definition.external_id);
  if (externalId === '') return;
  const taken = workspace.state.allViews().some((view) => view !== self && view.externalId === externalId);
  if (taken) throw new ApiError('duplicate_external_id');
}
