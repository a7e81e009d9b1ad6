import { isMeshError } from '../src/mesh/errors.ts';
import { told } from './arguments.ts';
import { readSetup } from './setup/arguments.ts';
import { SetupError, setUp } from './setup/setup.ts';

const USAGE = 'npm run setup -- --mesh <12 digits> --region <region> [--producer <12 digits>]… [--dry-run]';

/** Prepares the lake of the mesh account, as a data lake administrator there. */
const setup = told(USAGE, () => readSetup(process.argv.slice(2), process.env));
try {
  console.log((await setUp(setup)).join('\n'));
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
