import type { KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { homeView } from '../../src/blocks/home-view.ts';
import type { Counts } from '../../src/blocks/overview.ts';
import { fallback } from '../../src/blocks/rich.ts';
import { marketing } from '../support/factories.ts';

const NONE: Counts = { waiting: 0, granted: 0, unimported: 0 };

/** What the Home tab says of an account. */
function said(shares: Partial<Counts>, holds: Partial<Counts>): string | undefined {
  const account = {
    account: marketing(),
    decides: false,
    shares: { ...NONE, ...shares },
    holds: { ...NONE, ...holds },
  };
  const { blocks } = homeView({ waiting: [], asked: [], accounts: [account], admins: [] });
  return /shares .*(?= \/mesh help)/.exec(fallback(blocks as KnownBlock[]))?.[0];
}

describe('an account in the Home tab', () => {
  it.each<[string, Partial<Counts>, Partial<Counts>]>([
    ['shares nothing · holds nothing', {}, {}],
    ['shares nothing; 1 waits for a decision · holds nothing; 1 asked for', { waiting: 1 }, { waiting: 1 }],
    ['shares 1 subscription · holds 1 subscription', { granted: 1, unimported: 1 }, { granted: 1 }],
    ['shares nothing · holds 1 subscription, not imported yet', {}, { granted: 1, unimported: 1 }],
    [
      'shares 2 subscriptions; 3 wait for a decision · holds 3 subscriptions, 1 of them not imported yet; 1 asked for',
      { granted: 2, waiting: 3 },
      { granted: 3, unimported: 1, waiting: 1 },
    ],
  ])('says "%s"', (words, shares, holds) => {
    expect(said(shares, holds)).toBe(words);
  });
});
