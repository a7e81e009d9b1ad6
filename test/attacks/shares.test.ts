import { describe, expect, it } from 'vitest';
import { sharesOf } from '../../src/mesh/access/import.ts';
import { aSubscription } from '../support/factories.ts';
import { openForger } from '../support/forgery.ts';
import { openWorld } from '../support/world.ts';

const MESH = '555555555555';
const arn = (account: string) => `arn:aws:ram:us-east-1:${account}:resource-share/7c9f`;

describe('what a record names', () => {
  it("as a share is the mesh account's own, or is nothing to be accepted", () => {
    const RamShares = {
      web_sales: { type: 'Table', arn: arn(MESH) },
      customer: { type: 'Table', arn: arn('666666666666') },
      orders: { type: 'Table', arn: `arn:aws:s3:us-east-1:${MESH}:resource-share/7c9f` },
      items: { type: 'Table', arn: 'nothing' },
    };
    expect(sharesOf(aSubscription({ RamShares }), MESH)).toEqual([arn(MESH)]);
  });

  it("as a session names no session: that is the person's whom Slack names", async () => {
    const world = await openWorld();
    const { lake } = world;
    const forged = 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminProducer-111111111111/root';
    const id = await world.ask({ CreatedBy: forged, UpdatedBy: forged, actor: 'root', operation: { actor: 'root' } });
    const forger = await openForger(world);
    lake.clearCalls();
    await forger.command('U0RITA', `show ${id}`);
    const names = lake.calls().journal.map(({ principal = '' }) => principal.split('/').at(-1));
    expect(names).toContain('slack-U0RITA');
    expect(names.filter((name) => name === 'root')).toEqual([]);
  });
});
