import { expect, it, onTestFinished } from 'vitest';
import { interceptor } from '../support/wire.ts';
import { cardShowing, openWorld, type World } from '../support/world.ts';

/** Calls of DynamoDB by the bots that are started from now on, by operation. */
async function counted(world: World): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const dynamo = await interceptor(String(world.environment.AWS_ENDPOINT_URL_DYNAMODB), (operation) => {
    counts[operation] = (counts[operation] ?? 0) + 1;
    return undefined;
  });
  onTestFinished(() => dynamo.close());
  process.env.AWS_ENDPOINT_URL_DYNAMODB = `http://127.0.0.1:${dynamo.port}`;
  return counts;
}

it('asks DynamoDB few times from the click to the grant on the card', async () => {
  const world = await openWorld();
  const counts = await counted(world);
  const id = await world.ask();
  await world.bot();
  const rita = world.as('U0RITA');
  const card = await cardShowing(rita, 'C0RETAIL', id, 'Approve would change');
  const before = { ...counts };
  await rita.click(card, 'approve');
  await cardShowing(rita, 'C0RETAIL', id, 'Access granted');
  const since = (...operations: string[]) =>
    operations.reduce((sum, operation) => sum + (counts[operation] ?? 0) - (before[operation] ?? 0), 0);
  const reads = since('GetItem', 'BatchGetItem', 'Query');
  expect(reads).toBeGreaterThan(0);
  expect(reads).toBeLessThanOrEqual(40);
  expect(since('PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems')).toBeLessThanOrEqual(15);
});
