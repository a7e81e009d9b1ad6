import { expect, it } from 'vitest';
import { placesIn } from '../../src/handlers/places.ts';

it('hands a place on to whoever waits, in the order in which they came, and takes no notice of other keys', async () => {
  const places = placesIn(1, 60_000);
  const took: string[] = [];
  const wait = (name: string, key: string) =>
    places(key).then((end) => {
      took.push(name);
      return end;
    });
  const first = await wait('first', 'a');
  const [second, third] = [wait('second', 'a'), wait('third', 'a')];
  await wait('other', 'b');
  first();
  (await second)();
  (await third)();
  expect(took).toEqual(['first', 'other', 'second', 'third']);
  await wait('late', 'a');
  expect(took.at(-1)).toBe('late');
});
