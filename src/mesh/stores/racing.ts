import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { awsCodeOf } from '../aws/failures.ts';

/** A write that came too late: somebody else's is there. */
export class LostRace extends Error {
  override readonly name = 'LostRace';
}

/** Throws LostRace when the write's condition does not hold, or another write was made at the same time. */
export async function racing(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    const lost =
      error instanceof ConditionalCheckFailedException ||
      (error instanceof TransactionCanceledException &&
        error.CancellationReasons?.some((reason) =>
          ['ConditionalCheckFailed', 'TransactionConflict'].includes(reason.Code ?? ''),
        ));
    if (lost) throw new LostRace('somebody else wrote it first', { cause: error });
    throw error;
  }
}

/** False: the condition of the write does not hold. */
export async function unlessConditionFails(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (awsCodeOf(error) === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
