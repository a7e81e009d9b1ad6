import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect, vi } from 'vitest';
import type { World } from './world.ts';

/** Waits until the card of each record has been posted. */
export async function untilShown(world: World, ids: readonly string[]): Promise<void> {
  const { documents, config } = world;
  const open = new Set(ids.map((id) => `subscription#${id}`));
  await vi.waitFor(
    async () => {
      let from: Record<string, unknown> | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await documents.send(
          new ScanCommand({ TableName: config.meshdeskTable, ConsistentRead: true, ExclusiveStartKey: from }),
        );
        for (const { pk, sk, ts } of Items) if (String(sk).startsWith('card#') && ts !== undefined) open.delete(pk);
        from = LastEvaluatedKey;
      } while (from !== undefined);
      expect([...open]).toEqual([]);
    },
    { timeout: 50_000, interval: 300 },
  );
}
