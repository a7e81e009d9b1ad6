import { randomBytes } from 'node:crypto';
import { Agent, request as send } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { listen } from './http.ts';

/** A DynamoDB of one's own. */
export interface Database {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Opens a database of its own on a DynamoDB Local that is not shared, which has one for each access key: whatever key a call is signed
 * with, it comes there. In every call DynamoDB Local searches all that the streams of its database have ever told.
 */
export async function openDatabase(dynamoUrl: string): Promise<Database> {
  const agent = new Agent({ keepAlive: true });
  const key = randomBytes(8).toString('hex');
  const listening = await listen(async (request, response) => {
    const { method, url: path, headers } = request;
    const authorization = headers.authorization?.replace(/Credential=[^/]*/, `Credential=${key}`);
    const onward = send(dynamoUrl, { agent, method, path, headers: { ...headers, authorization } });
    onward.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      pipeline(answer, response).catch(() => response.destroy());
    });
    await pipeline(request, onward).catch(() => response.destroy());
  });
  return {
    url: listening.url,
    async close() {
      await listening.close();
      agent.destroy();
    },
  };
}
