import { describe, expect, it } from 'vitest';
import { acknowledging } from '../../src/handlers/acknowledging.ts';

describe('acknowledging', () => {
  const counted = () => {
    const log: string[] = [];
    return { log, ack: async () => void log.push('ack') };
  };

  it('acknowledges when the work says so, and not again after it', async () => {
    const { log, ack } = counted();
    await acknowledging(ack, async (acked) => {
      log.push('before');
      await acked();
      await acked();
      log.push('after');
    });
    expect(log).toEqual(['before', 'ack', 'after']);
  });

  it('acknowledges after work that says nothing', async () => {
    const { log, ack } = counted();
    await acknowledging(ack, async () => void log.push('work'));
    expect(log).toEqual(['work', 'ack']);
  });

  it('acknowledges work that fails, and hands its error on', async () => {
    const { log, ack } = counted();
    await expect(acknowledging(ack, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(log).toEqual(['ack']);
  });
});
