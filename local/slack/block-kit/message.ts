import { isObject, type JsonObject } from '../json.ts';
import { blockRule } from './blocks.ts';
import { array, Complaints } from './rules.ts';
import { checkIds } from './uniqueness.ts';

/** The blocks are fine one by one, and together more than Slack takes: `msg_blocks_too_long`. */
export const TOO_LONG = Symbol('msg_blocks_too_long');

/**
 * What all blocks of a message may come to. Slack says nowhere how it counts; 13,297 characters in one block were
 * seen to pass, and more blocks leave less, so every object with a type counts as `CONTAINER` characters.
 */
const TOTAL_MAX = 13_200;
const CONTAINER = 20;

/** What Slack has against these blocks of a message; an empty list when nothing. */
export function checkMessage(blocks: readonly JsonObject[]): string[] | typeof TOO_LONG {
  const complaints = new Complaints();
  array(blockRule('message'), 50, 0)(blocks, '/blocks', complaints);
  checkIds(blocks, '/blocks', complaints);
  if (blocks.filter(({ type }) => type === 'table').length > 1) complaints.add('/blocks', 'only one table allowed');
  if (complaints.lines.length > 0) return complaints.lines;
  return total(blocks) > TOTAL_MAX ? TOO_LONG : [];
}

/** Characters that are shown, and the containers they are in. */
function total(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + total(item), 0);
  if (!isObject(value)) return 0;
  const own = typeof value.text === 'string' ? value.text.length : 0;
  const container = typeof value.type === 'string' ? CONTAINER : 0;
  return own + container + total(Object.values(value));
}
