import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../local/database.ts';
import { type Listening, listen, readBody } from '../../local/http.ts';

async function databaseOn(service: Listening): Promise<string> {
  const database = await openDatabase(service.url);
  onTestFinished(async () => {
    await database.close();
    await service.close();
  });
  return database.url;
}

const ask = (url: string, key: string) =>
  fetch(url, { method: 'POST', headers: { authorization: `AWS4 Credential=${key}/2026, Signature=s` }, body: 'asked' });

it('signs whatever comes with a key of its own, and brings the answer', async () => {
  const keys: string[] = [];
  const service = await listen(async (request, response) => {
    keys.push(String(request.headers.authorization));
    response.writeHead(400, { 'x-of': 'service' }).end(await readBody(request));
  });
  const [one, other] = [await databaseOn(service), await databaseOn(service)];
  const answer = await ask(one, 'mine');
  expect([answer.status, answer.headers.get('x-of'), await answer.text()]).toEqual([400, 'service', 'asked']);
  await ask(one, 'yours');
  await ask(other, 'mine');
  expect(keys[0]).toMatch(/^AWS4 Credential=[0-9a-f]{16}\/2026, Signature=s$/);
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).not.toBe(keys[0]);
});

it.each(['before', 'after'])(
  'breaks the connection of a caller whose call the service drops %s it has read it',
  async (when) => {
    const service = await listen(async (request, response) => {
      if (when === 'after') await readBody(request);
      response.destroy();
    });
    await expect(ask(await databaseOn(service), 'mine')).rejects.toThrow('fetch failed');
  },
);
