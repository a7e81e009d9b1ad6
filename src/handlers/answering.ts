import type { KnownBlock } from '@slack/types';
import { answerView } from '../blocks/answer-view.ts';
import { escaped, line, type Piece, rich } from '../blocks/rich.ts';
import { plainSentence, sentenceOf } from '../blocks/sentences.ts';
import type { FrontDesk } from './front-desk.ts';
import { fillModal, showModal, type Trigger } from './modals.ts';
import { asError, operationError } from './request-state.ts';

/** A private answer to the person who clicked or typed. */
export interface PrivateAnswer {
  text: string;
  blocks: KnownBlock[];
  response_type: 'ephemeral';
  replace_original: false;
}

/** Where something was clicked: in a message, whose response_url is answered, or in a view, which has none. */
export interface Clicked {
  body: Trigger;
  respond: ((answer: PrivateAnswer) => Promise<unknown>) | undefined;
}

/** Answers a click privately: beside the message, or in a modal over the view that was clicked in. */
export function tellerOf(
  { slack }: FrontDesk,
  { body, respond }: Clicked,
): (answer: PrivateAnswer) => Promise<unknown> {
  if (body.view === undefined && respond !== undefined) return respond;
  return ({ blocks }) => showModal(slack, body, answerView(blocks));
}

/** Says in the modal that was clicked in what became of it; a message needs no words, its card changes. */
export async function inView({ slack }: FrontDesk, viewId: string | undefined, sentence: Piece[]): Promise<void> {
  if (viewId !== undefined) await fillModal(slack, viewId, answerView([rich(line(...sentence))]));
}

/** Does the work; an error becomes a private answer in words. Never throws what it could say. */
export async function answering(
  desk: FrontDesk,
  tell: (answer: PrivateAnswer) => Promise<unknown>,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    await tell(privately(explain(desk, error)));
  }
}

/** The error in words, logged when nobody foresaw it. */
export function explain(desk: FrontDesk, error: unknown): Piece[] {
  const known = operationError(error);
  if (known.code === 'Unexpected') desk.logger.error('a listener failed', { error: asError(error) });
  return sentenceOf(known);
}

export function privately(sentence: Piece[]): PrivateAnswer {
  return {
    text: escaped(plainSentence(sentence)),
    blocks: [rich(line(...sentence))],
    response_type: 'ephemeral',
    replace_original: false,
  };
}
