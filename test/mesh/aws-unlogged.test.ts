import pLimit from 'p-limit';
import { expect, it } from 'vitest';
import { openClients, openSts } from '../../src/mesh/aws/clients.ts';

const LOGGER = expect.stringContaining('loggerMiddleware');

it('no client copies what is sent and answered for a logger that nobody gives it', () => {
  const base = { region: 'us-east-1', limit: pLimit(1), s3PathStyle: false };
  const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };
  const { glue, lakeFormation, ram, s3, documents } = openClients(base, credentials);
  for (const client of [glue, lakeFormation, ram, s3, documents, openSts(base, credentials)]) {
    expect(client.middlewareStack.identify()).not.toContainEqual(LOGGER);
  }
});
