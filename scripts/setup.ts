import { parseArgs } from 'node:util';
import { isMeshError } from '../src/mesh/errors.ts';
import { SetupError, setUp } from './setup/setup.ts';

/** `npm run setup -- [--mesh 555555555555] [--region eu-west-1] [--producer 111111111111]… [--dry-run]`, as a data lake administrator there. */
const { values } = parseArgs({
  options: {
    mesh: { type: 'string', default: process.env.MESH_ACCOUNT_ID ?? '' },
    region: { type: 'string', default: process.env.AWS_REGION ?? '' },
    producer: { type: 'string', multiple: true, default: [] },
    'dry-run': { type: 'boolean', default: false },
  },
});
const { mesh: meshAccountId, region, producer: producers, 'dry-run': dryRun } = values;
if (![meshAccountId, ...producers].every((id) => /^\d{12}$/.test(id)) || region === '') {
  console.error('npm run setup -- --mesh <12 digits> --region <region> [--producer <12 digits>]… [--dry-run]');
  process.exit(1);
}
try {
  console.log((await setUp({ meshAccountId, region, producers, dryRun })).join('\n'));
} catch (error) {
  console.error(sentence(error));
  process.exit(1);
}

function sentence(error: unknown): unknown {
  if (error instanceof SetupError) return error.message;
  if (!isMeshError(error, 'AwsCallFailed')) return error;
  const { operation, awsCode, awsMessage } = error.details;
  const said = `${operation}: ${awsCode}: ${awsMessage}`;
  if (/invalid principal/i.test(awsMessage)) {
    return `${said}\nA role that is not there cannot administer the lake: deploy infra/mesh-account.yaml for its account first, and take administrators that were deleted off the list.`;
  }
  if (awsCode.startsWith('AccessDenied')) return `${said}\nRun this as a data lake administrator of the mesh account.`;
  return said;
}
