import { it } from 'vitest';
import { expectSameEnd } from '../support/striking.ts';

it('a worker that is killed after any write of an approval is followed by one that ends in the same state', async () => {
  await expectSameEnd('approve', 'killed');
}, 400_000);
