import { offers } from '../block-kit/composition.ts';
import { complete } from '../block-kit/normalise.ts';
import { APP_ID, BOT_ID, TEAM } from '../cast.ts';
import type { Workspace } from '../context.ts';
import { isObject, type JsonObject, object, objects, text } from '../json.ts';
import type { View } from './state.ts';
import { elementsOf, startValues } from './values.ts';

/** How many modals may lie on one another. */
export const STACK_MAX = 3;

/** Makes a view of a checked definition. `below` is the modal it is pushed upon. */
export function createView(workspace: Workspace, user: string, definition: JsonObject, below?: View): View {
  const id = workspace.ids.id('V');
  const completed = completeDefinition(workspace, definition);
  return {
    id,
    hash: workspace.ids.hash(),
    type: definition.type === 'home' ? 'home' : 'modal',
    user,
    rootId: below?.rootId ?? id,
    previousId: below?.id ?? null,
    definition: completed,
    externalId: text(definition.external_id),
    values: startValues(completed),
  };
}

/** Puts another definition into a view; what was entered is kept, as Slack does. */
export function replaceView(workspace: Workspace, view: View, definition: JsonObject): void {
  view.definition = completeDefinition(workspace, definition);
  view.externalId = text(definition.external_id);
  view.hash = workspace.ids.hash();
  view.values = keepEntered(view.definition, view.values);
}

/** Start values of a view, with what was entered in elements that are still there, of that type and with that option. */
function keepEntered(definition: JsonObject, entered: View['values']): View['values'] {
  const values = startValues(definition);
  for (const { blockId, actionId, element } of elementsOf(definition.blocks)) {
    const before = object(entered[blockId]?.[actionId]);
    if (before.type !== element.type || !stillOffered(element, before)) continue;
    values[blockId] = { ...values[blockId], [actionId]: before };
  }
  return values;
}

function stillOffered(element: JsonObject, { selected_option, selected_options }: JsonObject): boolean {
  if (element.options === undefined && element.option_groups === undefined) return true;
  const chosen = [...objects(selected_options), selected_option].filter(isObject);
  return offers(element, chosen);
}

function completeDefinition(workspace: Workspace, definition: JsonObject): JsonObject {
  const { blocks, ...rest } = definition;
  const [titles] = complete([rest], workspace.ids);
  const { block_id: _, ...completed } = titles ?? {};
  return { ...completed, blocks: complete(objects(blocks), workspace.ids) };
}

/** Tells the person whose view it is that there is something new to see. */
export function tellViewer(workspace: Workspace, view: View): void {
  workspace.audience.tell(view.user, { type: view.type === 'home' ? 'home' : 'views' });
}

/** The view as answers and payloads have it. */
export function viewObject(view: View): JsonObject {
  const { definition } = view;
  return {
    id: view.id,
    team_id: TEAM.id,
    type: view.type,
    blocks: definition.blocks,
    private_metadata: text(definition.private_metadata),
    callback_id: text(definition.callback_id),
    state: { values: view.values },
    hash: view.hash,
    title: definition.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: definition.clear_on_close === true,
    notify_on_close: definition.notify_on_close === true,
    close: definition.close ?? null,
    submit: definition.submit ?? null,
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: APP_ID,
    external_id: view.externalId,
    app_installed_team_id: TEAM.id,
    bot_id: BOT_ID,
  };
}
