import { existsSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ENTRY = fileURLToPath(new URL('./page/main.tsx', import.meta.url));
const INDEX = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Slack stand-in</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/main.css">
</head>
<body>
<div id="root"></div>
<script type="module" src="/assets/main.js"></script>
</body>
</html>
`;

/** The page's files, bundled in memory when somebody first asks for them. */
export class PageBundle {
  #files: Promise<Map<string, string>> | undefined;

  /** Answers `/`, `/archives/…` and `/assets/…`; false when the path is none of the page's. */
  async serve(path: string, response: ServerResponse): Promise<boolean> {
    if (path === '/' || path.startsWith('/archives/')) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(INDEX);
      return true;
    }
    if (!path.startsWith('/assets/')) return false;
    this.#files ??= bundle();
    const content = (await this.#files).get(path.slice('/assets/'.length));
    if (content === undefined) return false;
    const type = path.endsWith('.css') ? 'text/css' : 'text/javascript';
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(content);
    return true;
  }
}

async function bundle(): Promise<Map<string, string>> {
  if (!existsSync(ENTRY))
    return new Map([
      ['main.js', ''],
      ['main.css', ''],
    ]);
  const { outputFiles } = await build({
    entryPoints: { main: ENTRY },
    outdir: '/assets',
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.svg': 'dataurl', '.png': 'dataurl', '.woff2': 'dataurl' },
    logLevel: 'error',
  });
  const files = new Map(outputFiles.map((file) => [file.path.split(/[\\/]/).at(-1) ?? '', file.text]));
  return new Map([['main.css', ''], ...files]);
}
