import type { KnownBlock } from '@slack/types';
import { LIMITS, shorten } from './limits.ts';

/** Builds with each step in turn, the fullest first, until Slack takes what was built; the last step has to do. */
export function fitting<S, T>(steps: readonly [S, ...S[]], build: (step: S) => T, fits: (built: T) => boolean): T {
  const [first, ...others] = steps;
  let built = build(first);
  for (const step of others) {
    if (fits(built)) break;
    built = build(step);
  }
  return built;
}

/** The same blocks with every text in rich text cut to `most` characters. */
export function cut<T>(blocks: T, most: number): T {
  if (Array.isArray(blocks)) return blocks.map((block) => cut(block, most)) as T;
  if (typeof blocks !== 'object' || blocks === null) return blocks;
  const inside = Object.entries(blocks).map(([key, value]) => [key, cut(value, most)]);
  const copy = Object.fromEntries(inside) as T & { type?: unknown; text?: unknown };
  return copy.type === 'text' && typeof copy.text === 'string' ? { ...copy, text: shorten(copy.text, most) } : copy;
}

/** How Slack counts is not known, only about where it ends: every element counts for something besides its text. */
const ELEMENT = 22;

/** Whether the blocks of a message stay within what they may come to together. */
export function fitsMessage(blocks: readonly KnownBlock[]): boolean {
  return characters(blocks) < LIMITS.messageCharacters;
}

/** Whether the blocks of a view leave room for the rest of it. */
export function fitsView(blocks: readonly KnownBlock[]): boolean {
  return Buffer.byteLength(JSON.stringify(blocks)) < LIMITS.viewBytes - 10_000;
}

function characters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + characters(item), 0);
  if (typeof value !== 'object' || value === null) return 0;
  const { type, text, ...rest } = value as Record<string, unknown>;
  const shown = typeof text === 'string' ? text.length : characters(text);
  return shown + (typeof type === 'string' ? ELEMENT : 0) + characters(Object.values(rest));
}
