import { bundleFunctions, FUNCTIONS } from './build/bundle.ts';
import { loadedFirst } from './build/loaded.ts';

/** `npm run build`: the functions of template.yaml, in dist/lambda. */
const built = await bundleFunctions('dist/lambda');
for (const name of FUNCTIONS) {
  const metafile = built[name];
  const whole = Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`dist/lambda/${name}: ${kib(loadedFirst(metafile))} loaded at first, ${kib(whole)} in all`);
}

function kib(bytes: number): string {
  return `${Math.round(bytes / 1024)} KiB`;
}
