import { it } from 'vitest';
import { expectSameEnd } from '../support/striking.ts';

it('a worker that is killed after any write of a creation is followed by one that ends in the same state', async () => {
  await expectSameEnd('create data products', 'killed');
}, 400_000);

it('a worker that is cut off after any write of a creation ends in the same state', async () => {
  await expectSameEnd('create data products', 'cut off');
}, 400_000);
