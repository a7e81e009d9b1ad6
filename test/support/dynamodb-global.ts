import type {} from 'vitest';
import type { TestProject } from 'vitest/node';
import { type Database, openDatabase } from '../../local/database.ts';
import { startDynamo } from '../../local/dynamodb.ts';
import { listen, readBody } from '../../local/http.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `POST /taken` answers the address of a database, `POST /left` takes that address back. */
    databaseKeeper: string;
  }
}

/** Keeps a DynamoDB Local for all test files, on which each has a database of its own. */
export default async function setup(project: TestProject) {
  const dynamo = await startDynamo({ shared: false });
  const databases = new Map<string, Database>();
  const taken = async (): Promise<string> => {
    const database = await openDatabase(dynamo.url);
    databases.set(database.url, database);
    return database.url;
  };
  const left = async (url: string): Promise<void> => {
    await databases.get(url)?.close();
    databases.delete(url);
  };
  const keeper = await listen(async (request, response) => {
    const body = (await readBody(request)).toString('utf8');
    response.end(request.url === '/taken' ? await taken() : await left(body));
  });
  project.provide('databaseKeeper', keeper.url);
  return async () => {
    await keeper.close();
    await Promise.all([...databases.values()].map(({ close }) => close()));
    await dynamo.close();
  };
}
