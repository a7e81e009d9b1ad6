import type { FunctionName } from '../../../scripts/build/bundle.ts';
import { evaluate, type Template, type Values } from '../template.ts';
import { type Environment, FunctionError, type Invocation, startEnvironment } from './environment.ts';

/** A function of the template, with as many execution environments as run at once. */
export interface LambdaFunction {
  readonly name: FunctionName;
  invoke(event: unknown): Promise<Invocation>;
  /** How many environments were started. */
  readonly coldStarts: number;
  /** Everything that was printed. */
  log(): string[];
  stop(): Promise<void>;
}

export interface FunctionOptions {
  name: FunctionName;
  template: Template;
  values: Values;
  node: string;
  /** Folder with the bundles of all functions. */
  bundles: string;
  /** Where AWS and Slack are, for want of the real ones, and whose credentials. */
  more: Record<string, string>;
  /** At each so-manieth event the idle environments are gone, as Lambda ends them now and then: 1 is a new process for every event. */
  coldEvery: number;
}

/** The function as the template describes it: its environment, its timeout. */
export function startFunction(options: FunctionOptions): LambdaFunction {
  const { name, template, values, node, bundles, more, coldEvery } = options;
  const logical = `${name[0]?.toUpperCase()}${name.slice(1)}Function`;
  const properties = evaluate(template, values, template.Resources[logical]?.Properties) as { Timeout: number };
  const common = evaluate(template, values, template.Globals?.Function) as FunctionGlobals;
  const idle: Environment[] = [];
  const all: Environment[] = [];
  let events = 0;

  const start = async () => {
    const environment = await startEnvironment({
      node,
      root: `${bundles}/${name}`,
      handler: common.Handler,
      variables: { ...common.Environment.Variables, AWS_LAMBDA_FUNCTION_NAME: logical, ...more },
      timeoutMs: properties.Timeout * 1000,
    });
    all.push(environment);
    return environment;
  };

  return {
    name,
    async invoke(event) {
      if (events++ % coldEvery === 0) await Promise.all(idle.splice(0).map((one) => one.stop()));
      const environment = idle.pop() ?? (await start());
      const { answer, ended } = environment.invoke(event);
      const settledEnd = ended.then(
        () => void idle.push(environment),
        async (error: unknown) => {
          const usable = error instanceof FunctionError && !error.message.startsWith('the process ended');
          if (usable) idle.push(environment);
          else await environment.stop();
          throw error;
        },
      );
      settledEnd.catch(() => undefined);
      return { answer, ended: settledEnd };
    },
    get coldStarts() {
      return all.length;
    },
    log: () => all.flatMap((environment) => environment.log),
    async stop() {
      await Promise.all(all.map((environment) => environment.stop()));
    },
  };
}

interface FunctionGlobals {
  Handler: string;
  Environment: { Variables: Record<string, string> };
}
