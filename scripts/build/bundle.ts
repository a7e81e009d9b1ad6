import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';

/** The functions of template.yaml; each is a file in src/handlers/lambda and a folder in dist/lambda. */
export const FUNCTIONS = ['slack', 'subscriptions', 'operations', 'sweep'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What Bolt and Slack's client require and nothing on Lambda calls: other receivers, what serves them, OAuth's installation, files, streams. */
const UNUSED = ['express', '@slack/socket-mode', '@slack/oauth', 'raw-body', 'path-to-regexp'];
const UNUSED_FILES = [
  'ExpressReceiver',
  'HTTPReceiver',
  'SocketModeReceiver',
  'SocketModeFunctions',
  'HTTPModuleFunctions',
  'file-upload',
  'chat-stream',
];

/** Bundles every function into `<outdir>/<name>/index.mjs` and what it loads later beside it; answers what went into each. */
export async function bundleFunctions(outdir: string): Promise<Record<FunctionName, Metafile>> {
  rmSync(outdir, { recursive: true, force: true });
  const built = await Promise.all(
    FUNCTIONS.map(async (name) => [name, await bundle(`src/handlers/lambda/${name}.ts`, `${outdir}/${name}`)] as const),
  );
  return Object.fromEntries(built) as Record<FunctionName, Metafile>;
}

/** Bundles one entry as Lambda gets it. */
export async function bundle(entry: string, outdir: string, more: BuildOptions = {}): Promise<Metafile> {
  const { metafile } = await build({
    ...more,
    ...{ absWorkingDir: ROOT, entryPoints: { index: entry }, outdir, outExtension: { '.js': '.mjs' } },
    ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', minify: true },
    mainFields: ['module', 'main'],
    // What is CommonJS in it requires Node's own modules.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    plugins: [withoutUnused, withoutDiscovery, credentialsOfLambda, oneProtocol],
    metafile: true,
    logLevel: 'warning',
  });
  return metafile;
}

const withoutUnused: Plugin = {
  name: 'without-unused',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(${UNUSED.join('|')})$`) }, ({ path }) => ({ path, namespace: 'unused' }));
    onResolve({ filter: new RegExp(`/(${UNUSED_FILES.join('|')})$`) }, ({ path, importer }) =>
      /\/@slack\/(bolt|web-api)\//.test(importer) ? { path, namespace: 'unused' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** DynamoDB's client discovers endpoints only when told to by a setting that the template has not. */
const withoutDiscovery: Plugin = {
  name: 'without-discovery',
  setup({ onResolve, onLoad }) {
    const discovery = /^@aws-sdk\/middleware-endpoint-discovery$/;
    onResolve({ filter: discovery }, ({ path }) => ({ path, namespace: 'discovery' }));
    onLoad({ filter: /.*/, namespace: 'discovery' }, () => ({
      contents: `
        const no = () => false;
        export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = { environmentVariableSelector: no, configFileSelector: no };
        export const resolveEndpointDiscoveryConfig = (config) => config;`,
    }));
  },
};

/** On Lambda the credentials are in the environment; files, SSO and instance metadata are for elsewhere. */
const credentialsOfLambda: Plugin = {
  name: 'credentials-of-lambda',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, async ({ resolveDir, kind, importer }) => {
      const env = await resolve('@aws-sdk/credential-provider-env', { resolveDir, kind, importer });
      return { path: env.path, namespace: 'credentials', pluginData: { resolveDir } };
    });
    onLoad({ filter: /.*/, namespace: 'credentials' }, ({ path, pluginData }) => ({
      contents: `export { fromEnv as defaultProvider } from ${JSON.stringify(path)};`,
      resolveDir: pluginData.resolveDir,
    }));
  },
};

/** What these packages take of a module that brings every protocol of AWS: by it XML would be loaded with what speaks JSON. */
const PROTOCOLS: Record<string, string> = {
  'client-dynamodb': 'json/AwsJson1_0Protocol.js',
  'client-secrets-manager': 'json/AwsJson1_1Protocol.js',
  'client-sqs': 'json/AwsJson1_0Protocol.js',
  'client-glue': 'json/AwsJson1_1Protocol.js',
};

const oneProtocol: Plugin = {
  name: 'one-protocol',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^@aws-sdk\/core\/protocols$/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === oneProtocol) return undefined;
      const again = { importer, resolveDir, kind, pluginData: oneProtocol };
      if (importer.includes('/dynamodb-codec/')) return resolve('@smithy/core/protocols', again);
      const one = PROTOCOLS[/@aws-sdk\/([\w-]+)\/dist-es\//.exec(importer)?.[1] ?? ''];
      if (one === undefined) return undefined;
      const { path: all, sideEffects } = await resolve(path, again);
      return { path: join(dirname(all), one), sideEffects };
    });
  },
};
