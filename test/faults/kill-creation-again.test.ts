import { it } from 'vitest';
import { expectSameEnd } from '../support/striking.ts';

it('a worker that is killed after any write of a second creation is followed by one that ends in the same state', async () => {
  await expectSameEnd('create data products again', 'killed');
}, 400_000);
