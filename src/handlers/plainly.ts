import type { Piece } from '../blocks/rich.ts';
import { plainSentence } from '../blocks/sentences.ts';
import type { FrontDesk } from './front-desk.ts';
import { asError } from './request-state.ts';

/** A sentence for the error beside a field, which is plain text: people by their names, the reader as "you". */
export async function plainly(desk: FrontDesk, pieces: Piece[], reader: string): Promise<string> {
  const people = pieces.flatMap((piece) => (typeof piece !== 'string' && piece.type === 'user' ? [piece.user_id] : []));
  const names = await Promise.all(
    people.map(async (id) => [id, id === reader ? 'you' : await nameOf(desk, id)] as const),
  );
  return plainSentence(pieces, new Map(names)).replace(/^you/, 'You');
}

/** Slack being slow or out of reach costs the name, not the answer. */
async function nameOf(desk: FrontDesk, userId: string): Promise<string> {
  try {
    return await desk.people.nameOf(userId);
  } catch (error) {
    desk.logger.warn('a name could not be looked up', { error: asError(error) });
    return 'somebody else';
  }
}
