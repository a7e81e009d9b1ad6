import { onTestFinished } from 'vitest';
import { openRounds, type Rounds } from '../../../bench/core/rounds.ts';
import { takeDynamo } from '../../support/dynamo.ts';
import type { TestMesh } from './mesh.ts';

/** Has the AWS clients that are opened from now on call by rounds, until the test ends. */
export async function takeRounds({ lake }: TestMesh): Promise<Rounds> {
  const rounds = await openRounds({ lake: lake.url, dynamo: await takeDynamo() });
  onTestFinished(() => rounds.close());
  process.env.AWS_ENDPOINT_URL = rounds.url;
  process.env.AWS_ENDPOINT_URL_DYNAMODB = rounds.url;
  return rounds;
}
