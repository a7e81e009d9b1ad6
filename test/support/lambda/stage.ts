import { onTestFinished } from 'vitest';
import { takeDynamo } from '../dynamo.ts';
import { openWorld, type World } from '../world.ts';
import { putUp, type Staged, type StageOptions } from './staged.ts';

export { QUEUE_URL, type StageOptions } from './staged.ts';

/** A world whose bot is the functions of the template. */
export type Stage = World & Staged;

/** Opens the stage; everything ends with the test. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const world = await openWorld();
  return { ...world, ...(await putUp({ ...world, dynamoUrl: await takeDynamo() }, options, onTestFinished)) };
}
