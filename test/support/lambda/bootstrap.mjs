// What Lambda's Node.js runtime does, in short: asks the Runtime API for one event after the other, has the handler take it, and
// sends what it answers. Run by a plain `node` of the version in question, with the environment of the function.
import { request } from 'node:http';
import { pathToFileURL } from 'node:url';

const STREAMING = Symbol('streaming');
const { AWS_LAMBDA_RUNTIME_API: api, LAMBDA_TASK_ROOT: root, _HANDLER: name } = process.env;

globalThis.awslambda = {
  streamifyResponse: (handler) => Object.assign(handler, { [STREAMING]: true }),
  HttpResponseStream: {
    from(stream, prelude) {
      stream.type = 'application/vnd.awslambda.http-integration-response';
      stream.beforeFirstWrite = `${JSON.stringify(prelude)}\0\0\0\0\0\0\0\0`;
      return stream;
    },
  },
};

const [file, exported] = name.split('.');
const handler = await import(pathToFileURL(`${root}/${file}.mjs`).href).then(
  (module) => module[exported],
  async (error) => {
    await post('/runtime/init/error', errorOf(error));
    process.exit(1);
  },
);

for (;;) {
  const { headers, body } = await call('GET', '/runtime/invocation/next');
  const id = headers['lambda-runtime-aws-request-id'];
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  const context = {
    awsRequestId: id,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  try {
    const event = JSON.parse(body);
    process.emit('meshdesk:invoked');
    if (handler[STREAMING]) await streamed(id, event, context);
    else {
      const answer = (await handler(event, context)) ?? null;
      process.emit('meshdesk:answering');
      await post(`/runtime/invocation/${id}/response`, JSON.stringify(answer));
    }
  } catch (error) {
    console.error(error);
    await post(`/runtime/invocation/${id}/error`, errorOf(error));
  }
}

/** The answer is on its way when the handler writes; the invocation ends when the handler does. */
async function streamed(id, event, context) {
  const outgoing = request(`http://${api}/2018-06-01/runtime/invocation/${id}/response`, {
    method: 'POST',
    headers: { 'lambda-runtime-function-response-mode': 'streaming', 'transfer-encoding': 'chunked' },
  });
  const accepted = new Promise((resolve, reject) => {
    outgoing.on('response', (response) => response.resume().on('end', resolve));
    outgoing.on('error', reject);
  });
  const write = outgoing.write.bind(outgoing);
  outgoing.write = (chunk, ...more) => {
    if (!outgoing.begun) process.emit('meshdesk:answering');
    if (!outgoing.begun && outgoing.beforeFirstWrite !== undefined) write(outgoing.beforeFirstWrite);
    outgoing.begun = true;
    return write(chunk, ...more);
  };
  await handler(event, outgoing, context);
  outgoing.end();
  await accepted;
}

function errorOf(error) {
  return JSON.stringify({ errorType: error?.name, errorMessage: String(error?.message ?? error) });
}

function post(path, body) {
  return call('POST', path, body);
}

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const outgoing = request(`http://${api}/2018-06-01${path}`, { method }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ headers: response.headers, body: text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
