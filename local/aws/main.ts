import { parseArgs } from 'node:util';
import { DEFAULT_EXTERNAL_ID, startLake } from './lake.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4566' },
    region: { type: 'string', default: process.env.AWS_REGION ?? 'us-east-1' },
    'external-id': { type: 'string', default: DEFAULT_EXTERNAL_ID },
    seed: { type: 'boolean', default: false },
  },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`--port must be a number from 0 to 65535, not ${values.port}.`);
  process.exit(2);
}
const options = { port, region: values.region, externalId: values['external-id'], seed: values.seed };
const lake = await startLake(options).catch((error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE') throw error;
  console.error(`Port ${port} is taken; choose another one with --port.`);
  process.exit(1);
});
console.log(
  `The lake stand-in answers at ${lake.url} (region ${lake.region}); it is told things at ${lake.url}/_control/`,
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await lake.close();
    process.exit(0);
  });
}
