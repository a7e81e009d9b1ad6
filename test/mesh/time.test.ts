import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromMeshTime, meshTime } from '../../src/mesh/time.ts';

describe('mesh time', () => {
  it('is UTC to the second', () => {
    expect(meshTime(new Date('2026-11-23T06:21:57.999Z'))).toBe('2026-11-23 06:21:57');
    expect(fromMeshTime('2026-11-23 06:21:57')).toEqual(new Date('2026-11-23T06:21:57Z'));
  });

  it('comes back as it was written', () => {
    const instants = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, (date) => {
        expect(fromMeshTime(meshTime(date))?.getTime()).toBe(Math.floor(date.getTime() / 1000) * 1000);
      }),
    );
  });

  it.each([
    '',
    'yesterday',
    '2026-11-23',
    '2026-11-23T06:21:57Z',
    '2026-13-01 00:00:00',
    '2026-02-31 00:00:00',
    '2026-11-23 24:00:00',
    '2026-11-23 06:21:57.5',
  ])('is not %j', (text) => {
    expect(fromMeshTime(text)).toBeNull();
  });

  it('is read from any text without a throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void fromMeshTime(text)));
  });
});
