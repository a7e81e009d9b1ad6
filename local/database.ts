import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { forwarded, send } from './forward.ts';
import { type Listening, listen, readBody } from './http.ts';

/** A DynamoDB of one's own. */
export type Database = Pick<Listening, 'url' | 'close'>;

/**
 * Opens a database of its own on a DynamoDB Local that is not shared, which has one for each access key: whatever key a call is signed
 * with, it comes there. In every call DynamoDB Local searches all that the streams of its database have ever told.
 */
export async function openDatabase(dynamoUrl: string): Promise<Database> {
  const agent = new Agent({ keepAlive: true });
  const key = randomBytes(8).toString('hex');
  const { url, close } = await listen(async (request, response) => {
    const authorization = String(request.headers.authorization).replace(/Credential=[^/]*/, `Credential=${key}`);
    const headers = { ...request.headers, authorization };
    await forwarded(agent, dynamoUrl, request, await readBody(request), headers).then(
      (answer) => send(response, answer),
      // A service that is gone takes its callers' connections with it.
      () => response.destroy(),
    );
  });
  return {
    url,
    async close() {
      await close();
      agent.destroy();
    },
  };
}
