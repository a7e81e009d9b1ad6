import { station } from '../runtime/lambda-desk.ts';
import { sweep } from '../sweep.ts';

/** Every few minutes: what no event speaks of any more. */
export const handler = (): Promise<void> => station().then(({ desk, worker }) => sweep(desk, worker));
