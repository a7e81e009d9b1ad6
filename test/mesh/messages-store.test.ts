import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KeptMessage, type MessageStore, messageStore } from '../../src/mesh/stores/messages.ts';
import { openTables, type TestTables } from '../support/tables.ts';

let tables: TestTables;
let store: MessageStore;
beforeAll(async () => {
  tables = await openTables();
  store = messageStore(tables.documents, tables.meshdeskTable);
});
afterAll(() => tables.close());

const slot = 'card#C0RETAIL';
const posting = (poster: string, over: object = {}) => ({
  slot,
  channel: 'C0RETAIL',
  edition: '2026-11-23 06:21:57',
  postingSince: '2026-11-23T06:30:00.000Z',
  poster,
  ...over,
});
const only = async (id: string) => {
  const {
    messages: [message, ...others],
  } = await store.of(id);
  expect(others).toEqual([]);
  return message as KeptMessage;
};
async function posted(): Promise<{ id: string; message: KeptMessage }> {
  const id = ulid();
  await store.beginPosting(id, posting('a'), undefined);
  await store.posted(id, slot, 'a', '1.000001', { shows: 'digest' });
  return { id, message: await only(id) };
}

describe('a message', () => {
  it('finds the message in a slot, where there is one', async () => {
    const { id, message } = await posted();
    expect([await store.in(id, slot), await store.in(id, 'card#C0FINANCE')]).toEqual([message, undefined]);
  });

  it('is begun, posted and updated', async () => {
    const id = ulid();
    expect(await store.beginPosting(id, posting('a'), undefined)).toBe(true);
    expect(await only(id)).toEqual(posting('a'));
    expect(await store.posted(id, slot, 'a', '1.000001', { shows: 'first' })).toBe(true);
    const { poster: _, postingSince: __, ...rest } = posting('a');
    expect(await only(id)).toEqual({ ...rest, ts: '1.000001', shows: 'first', stands: '' });
    expect(await store.updated(id, slot, '1.000001', { shows: 'second', stands: 'so', closed: true })).toBe(true);
    expect(await only(id)).toEqual({ ...rest, ts: '1.000001', shows: 'second', stands: 'so', closed: true });
  });

  it('is begun by one of eight who want to post it at once', async () => {
    for (let round = 0; round < 10; round++) {
      const id = ulid();
      const posters = Array.from({ length: 8 }, (_, at) => `poster-${at}`);
      const begun = await Promise.all(posters.map((poster) => store.beginPosting(id, posting(poster), undefined)));
      expect(begun.filter(Boolean)).toHaveLength(1);
      expect((await only(id)).poster).toBe(posters[begun.indexOf(true)]);
    }
  });

  it('that somebody left unposted is taken over by one, and no longer theirs', async () => {
    const id = ulid();
    await store.beginPosting(id, posting('slow'), undefined);
    const seen = await only(id);
    const taken = await Promise.all(['b', 'c'].map((poster) => store.beginPosting(id, posting(poster), seen)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await store.posted(id, slot, 'slow', '1.000001', { shows: 'x' })).toBe(false);
    await store.release(id, slot, 'slow');
    expect((await only(id)).poster).toBe(taken[0] ? 'b' : 'c');
  });

  it('of a new edition takes the place of exactly the message that was seen', async () => {
    const { id, message } = await posted();
    expect(await store.beginPosting(id, posting('b', { edition: 'x' }), undefined)).toBe(false);
    expect(await store.beginPosting(id, posting('b', { edition: 'x' }), { ...message, ts: '2.000002' })).toBe(false);
    expect(await store.beginPosting(id, posting('b', { edition: 'x' }), message)).toBe(true);
    expect(await store.updated(id, slot, '1.000001', { shows: 'late' })).toBe(false);
    expect(await store.beginPosting(id, posting('c', { edition: 'x' }), message)).toBe(false);
    expect(await only(id)).toEqual(posting('b', { edition: 'x' }));
  });

  it('that surely was not posted leaves its slot free', async () => {
    const id = ulid();
    await store.beginPosting(id, posting('a'), undefined);
    await store.release(id, slot, 'a');
    expect((await store.of(id)).messages).toEqual([]);
    expect(await store.beginPosting(id, posting('b'), undefined)).toBe(true);
  });

  it('that was posted is not given up any more', async () => {
    const { id, message } = await posted();
    await store.release(id, slot, 'a');
    expect(await only(id)).toEqual(message);
  });

  it('stands beside those of other slots, and apart from other requests and data products', async () => {
    const { id } = await posted();
    const notice = posting('n', { slot: 'notice#C0MARKETING', channel: 'C0MARKETING' });
    await store.beginPosting(id, notice, undefined);
    expect((await store.of(id)).messages.map((message) => message.slot)).toEqual([slot, 'notice#C0MARKETING']);
    expect(await messageStore(tables.documents, tables.meshdeskTable, 'products').of(id)).toEqual({
      messages: [],
      doubts: [],
    });
    expect((await store.of(`${id}x`)).messages).toEqual([]);
  });
});
