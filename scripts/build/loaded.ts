import type { Metafile } from 'esbuild';

/** Bytes of what is loaded before the first answer: the entry, and what it imports other than by `import()`. */
export function loadedFirst({ outputs }: Metafile): number {
  const loaded = new Set<string>();
  const load = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { path: imported, kind, external } of outputs[path]?.imports ?? []) {
      if (!external && kind === 'import-statement') load(imported);
    }
  };
  for (const [path, { entryPoint }] of Object.entries(outputs)) {
    if (entryPoint !== undefined && path.endsWith('/index.mjs')) load(path);
  }
  return [...loaded].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
}

/** Bytes by package in what is loaded first, the largest first; `src` is our own. */
export function loadedByPackage(metafile: Metafile): [string, number][] {
  const sums = new Map<string, number>();
  const entry = Object.keys(metafile.outputs).find((path) => path.endsWith('/index.mjs')) ?? '';
  const seen = new Set<string>();
  const add = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const { inputs = {}, imports = [] } = metafile.outputs[path] ?? {};
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(input)?.[1] ?? 'src';
      sums.set(name, (sums.get(name) ?? 0) + bytesInOutput);
    }
    for (const imported of imports) if (!imported.external && imported.kind === 'import-statement') add(imported.path);
  };
  add(entry);
  return [...sums].sort((a, b) => b[1] - a[1]);
}
