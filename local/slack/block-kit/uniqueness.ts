import { isObject, objects } from '../json.ts';
import type { Complaints } from './rules.ts';

/** Complains of a `block_id` used twice, and of an `action_id` used twice within a block. */
export function checkIds(blocks: unknown, at: string, complaints: Complaints): void {
  const blockIds = new Set<unknown>();
  for (const [index, block] of objects(blocks).entries()) {
    if (block.block_id !== undefined && blockIds.has(block.block_id)) {
      complaints.add(`${at}/${index}/block_id`, `\`block_id\` "${block.block_id}" already exists`);
    }
    blockIds.add(block.block_id);
    checkActionIds(block.elements, `${at}/${index}/elements`, complaints);
  }
}

function checkActionIds(elements: unknown, at: string, complaints: Complaints): void {
  const seen = new Set<unknown>();
  for (const [index, { action_id }] of objects(elements).entries()) {
    if (action_id === undefined) continue;
    if (seen.has(action_id)) complaints.add(`${at}/${index}/action_id`, `\`action_id\` "${action_id}" already exists`);
    seen.add(action_id);
  }
}

/** Complains when more than one element of a view wants the focus. */
export function checkFocus(blocks: unknown, at: string, complaints: Complaints): void {
  const focused = objects(blocks)
    .flatMap((block) => [block.element, block.accessory, ...objects(block.elements)])
    .filter((element) => isObject(element) && element.focus_on_load === true);
  if (focused.length > 1) complaints.add(at, 'only one element may have `focus_on_load`');
}
