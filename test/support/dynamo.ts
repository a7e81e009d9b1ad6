import { afterAll, inject } from 'vitest';

let taken: Promise<string> | undefined;

/** Where DynamoDB Local answers for this test file, with a database of the file's own, until the file ends. */
export function takeDynamo(): Promise<string> {
  taken ??= keeper('taken');
  return taken;
}

afterAll(async () => {
  if (taken !== undefined) await keeper('left', await taken);
});

async function keeper(what: 'taken' | 'left', body = ''): Promise<string> {
  const answer = await fetch(`${inject('databaseKeeper')}/${what}`, { method: 'POST', body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`DynamoDB Local: ${text}`);
  return text;
}
