import { describe, expect, it } from 'vitest';
import { cutReason, reasonOf } from '../../src/mesh/reason.ts';
import { anOperation, aSubscription } from '../support/factories.ts';

const NOTES = ['for the campaign'];
const denied = { Status: 'Denied', UpdatedDate: '2026-11-23 06:30:00' } as const;

describe('why a request was asked for', () => {
  it('is what the record notes while nobody has decided', () => {
    expect(reasonOf(aSubscription({ Notes: NOTES }), undefined)).toEqual(NOTES);
    expect(reasonOf(aSubscription({ Notes: NOTES }), anOperation({ state: 'failed' }))).toEqual(NOTES);
    expect(reasonOf(aSubscription(), undefined)).toEqual([]);
  });

  it('is what the operation kept, whatever is noted since', () => {
    const record = aSubscription({ ...denied, Notes: ['No', ...NOTES] });
    expect(reasonOf(record, anOperation({ state: 'done', reason: NOTES }))).toEqual(NOTES);
    expect(reasonOf(aSubscription({ Notes: ['another'] }), anOperation({ reason: NOTES }))).toEqual(NOTES);
  });

  it('is not known of what somebody decided elsewhere, or before it was kept, though the record is put back', () => {
    const record = aSubscription({ ...denied, Notes: ['No', ...NOTES] });
    expect(reasonOf(record, undefined)).toEqual([]);
    expect(reasonOf(record, anOperation({ state: 'done' }))).toEqual([]);
    expect(reasonOf(aSubscription({ Notes: ['No', ...NOTES] }), anOperation({ state: 'done' }))).toEqual([]);
  });

  it('is that of the request which the record holds, not of an earlier one', () => {
    const earlier = anOperation({ requested: '2026-11-01 00:00:00', reason: ['earlier'] });
    expect(reasonOf(aSubscription({ Notes: NOTES }), earlier)).toEqual(NOTES);
  });

  it('is cut, and no character in two', () => {
    const cut = cutReason(Array.from({ length: 7 }, () => `${'x'.repeat(298)}🙂 and more`));
    expect(cut).toEqual(Array.from({ length: 5 }, () => `${'x'.repeat(298)}…`));
  });
});
