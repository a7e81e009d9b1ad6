import type { KnownBlock } from '@slack/types';
import type { CommandWords } from '../../blocks/help.ts';
import type { FrontDesk } from '../front-desk.ts';

/** What somebody typed after `/mesh`. */
export interface Typed {
  /** The first word, as it was typed. */
  word: string;
  /** The others. */
  words: string[];
  userId: string;
  channel: string;
  triggerId: string;
}

/** How a subcommand answers: it acknowledges within three seconds, then takes its time. */
export interface Answering {
  /** Acknowledges; what is called after a subcommand has ended does so for it. */
  acked(): Promise<void>;
  /** Answers privately. */
  answer(blocks: KnownBlock[]): Promise<unknown>;
  /** Every command there is. */
  commands: readonly CommandWords[];
}

export type Subcommand = (desk: FrontDesk, typed: Typed, answering: Answering) => Promise<void>;

/** A word after `/mesh`: what is said of it, and what it does. */
export interface Command extends CommandWords {
  /** So many words may follow it; none when absent. More are not understood, and nothing is done. */
  most?: number;
  run: Subcommand;
}
