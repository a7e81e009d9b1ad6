// Notes every file of the bundle that Node loads, and when the first answer goes out: `node --import` it. LOADED_DIR is where.
import { appendFileSync } from 'node:fs';
import { register } from 'node:module';

const { LOADED_DIR, AWS_LAMBDA_FUNCTION_NAME } = process.env;
const notes = `${LOADED_DIR}/${AWS_LAMBDA_FUNCTION_NAME}-${process.pid}`;
const hooks = `
  import { appendFileSync } from 'node:fs';
  export async function load(url, context, next) {
    if (url.endsWith('.mjs') && !url.endsWith('/bootstrap.mjs')) appendFileSync(${JSON.stringify(notes)}, url + '\\n');
    return next(url, context);
  }
`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
process.on('meshdesk:invoked', () => appendFileSync(notes, 'invoked\n'));
process.on('meshdesk:answering', () => appendFileSync(notes, 'answering\n'));
