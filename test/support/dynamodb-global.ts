import type {} from 'vitest';
import type { TestProject } from 'vitest/node';
import { type LocalDynamo, startDynamo } from '../../local/dynamodb.ts';
import { listen, readBody } from '../../local/http.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `POST /taken` answers the address of a DynamoDB Local, `POST /left` takes that address back. */
    dynamoKeeper: string;
  }
}

/** DynamoDB Local searches all that its streams have ever told in every call: after so many test files the next ones get another. */
const FILES_EACH = 8;

interface Served {
  starting: Promise<LocalDynamo>;
  files: number;
  open: number;
}

/** Keeps DynamoDB Local for the test files; those that share one keep apart by the names of their tables. */
export default async function setup(project: TestProject) {
  const all = new Set<Served>();
  let last: Served | undefined;
  const end = async (served: Served) => {
    all.delete(served);
    await (await served.starting).close();
  };
  const taken = async (): Promise<string> => {
    if (last === undefined || last.files === FILES_EACH) {
      const before = last;
      last = { starting: startDynamo(), files: 0, open: 0 };
      all.add(last);
      if (before?.open === 0) await end(before);
    }
    last.files += 1;
    last.open += 1;
    return (await last.starting).url;
  };
  const left = async (url: string): Promise<void> => {
    for (const served of all) {
      if ((await served.starting).url !== url) continue;
      served.open -= 1;
      if (served.open === 0 && served !== last) await end(served);
    }
  };
  const keeper = await listen(async (request, response) => {
    const body = (await readBody(request)).toString('utf8');
    response.end(request.url === '/taken' ? await taken() : await left(body));
  });
  project.provide('dynamoKeeper', keeper.url);
  return async () => {
    await keeper.close();
    await Promise.all([...all].map(end));
  };
}
