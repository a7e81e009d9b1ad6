import { argumentsOf, Misuse } from '../arguments.ts';
import type { Setup } from './setup.ts';

type Environment = Record<string, string | undefined>;

/** What `npm run setup` was told, by arguments and else by the environment. Throws Misuse that names each wrong value. */
export function readSetup(args: string[], env: Environment): Setup {
  const { values } = argumentsOf({
    args,
    options: {
      mesh: { type: 'string' },
      region: { type: 'string' },
      producer: { type: 'string', multiple: true, default: [] },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  const mesh = given('--mesh', values.mesh, 'MESH_ACCOUNT_ID', env);
  const region = given('--region', values.region, 'AWS_REGION', env);
  const problems = [
    wrong(mesh, /^\d{12}$/, 'the 12 digits of the mesh account'),
    wrong(region, /^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as eu-west-1'),
    ...values.producer.map((value) =>
      wrong({ name: '--producer', value }, /^\d{12}$/, "the 12 digits of a producer's account"),
    ),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new Misuse(problems.join('\n'));
  return {
    meshAccountId: mesh.value ?? '',
    region: region.value ?? '',
    producers: values.producer,
    dryRun: values['dry-run'],
  };
}

interface Given {
  name: string;
  value: string | undefined;
}

function given(option: string, value: string | undefined, variable: string, env: Environment): Given {
  if (value !== undefined) return { name: option, value };
  const set = env[variable] || undefined;
  return { name: set === undefined ? `${option} (or ${variable} in the environment)` : variable, value: set };
}

function wrong({ name, value }: Given, right: RegExp, needs: string): string | undefined {
  if (value === undefined) return `${name} is missing: ${needs}.`;
  return right.test(value) ? undefined : `${name} has to be ${needs}; it is “${value}”.`;
}
