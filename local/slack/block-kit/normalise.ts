import { clone, isObject, type JsonObject } from '../json.ts';
import type { Ids } from '../state/ids.ts';
import { ELEMENT_TYPES } from './element-types.ts';

/**
 * Blocks as Slack gives them back: a `block_id` for each block, an `action_id` for each interactive element, `emoji`
 * on plain and `verbatim` on mrkdwn text.
 */
export function complete(blocks: readonly JsonObject[], ids: Ids): JsonObject[] {
  const copy = clone(blocks) as JsonObject[];
  for (const block of copy) {
    block.block_id ??= ids.short();
    completeInside(block, ids);
  }
  return copy;
}

function completeInside(value: unknown, ids: Ids): void {
  if (Array.isArray(value)) {
    for (const item of value) completeInside(item, ids);
    return;
  }
  if (!isObject(value)) return;
  if (value.type === 'plain_text') value.emoji ??= true;
  else if (value.type === 'mrkdwn') value.verbatim ??= false;
  else if (typeof value.type === 'string' && ELEMENT_TYPES.has(value.type)) value.action_id ??= ids.short();
  for (const inner of Object.values(value)) completeInside(inner, ids);
}
