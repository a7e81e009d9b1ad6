import { checkMessage, TOO_LONG } from '../block-kit/message.ts';
import { complete } from '../block-kit/normalise.ts';
import type { Workspace } from '../context.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Arguments } from './arguments.ts';
import { ApiError, invalidBlocks } from './errors.ts';

/**
 * The blocks of a message, checked and with their ids put in; undefined when the call has none.
 * Throws invalid_blocks_format, invalid_blocks or msg_blocks_too_long.
 */
export function readBlocks(workspace: Workspace, args: Arguments): JsonObject[] | undefined {
  const blocks = args.json('blocks', 'invalid_blocks_format');
  return blocks === undefined ? undefined : acceptBlocks(workspace, blocks);
}

/** As `readBlocks`, for blocks that are parsed already. */
export function acceptBlocks(workspace: Workspace, blocks: unknown): JsonObject[] {
  if (!Array.isArray(blocks) || !blocks.every(isObject)) throw new ApiError('invalid_blocks_format');
  const complaints = checkMessage(blocks);
  if (complaints === TOO_LONG) throw new ApiError('msg_blocks_too_long');
  if (complaints.length > 0) throw invalidBlocks(complaints);
  return complete(blocks, workspace.ids);
}
