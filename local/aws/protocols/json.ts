import type { ServerResponse } from 'node:http';
import { ServiceError } from '../errors.ts';
import type { IdentityProblem } from '../identity.ts';
import type { Model } from '../validate.ts';
import type { Protocol } from './protocol.ts';

/** AWS JSON 1.1: everything is POST /, the operation is in X-Amz-Target, the error's code in `__type`. */
export function jsonProtocol(model: Model, targetPrefix: string): Protocol {
  return {
    operation: ({ message }) => {
      const [prefix, operation] = String(message.headers['x-amz-target'] ?? '').split('.');
      if (
        message.method !== 'POST' ||
        prefix !== targetPrefix ||
        operation === undefined ||
        !(operation in model.operations)
      ) {
        throw new ServiceError('UnknownOperationException', '');
      }
      return operation;
    },
    input: ({ body }) => parseJson(body),
    answer: (response, _operation, output, requestId) => send(response, 200, toJson(output), requestId),
    refuse: (response, error, _request, requestId) =>
      send(response, error.status, toJson({ __type: error.code, Message: error.message }), requestId),
    identityError: (problem) => new ServiceError(...JSON_IDENTITY[problem], 400),
  };
}

/** REST JSON where every operation is a POST to a path of its own; the error's code is in X-Amzn-ErrorType. */
export function restJsonProtocol(model: Model): Protocol {
  const byPath = new Map(Object.entries(model.operations).map(([name, { path }]) => [path, name]));
  return {
    operation: ({ message, url }) => {
      const operation = message.method === 'POST' ? byPath.get(url.pathname) : undefined;
      if (operation === undefined) throw new ServiceError('UnknownOperationException', '', 404);
      return operation;
    },
    input: ({ body }) => parseJson(body),
    answer: (response, _operation, output, requestId) =>
      send(response, 200, toJson(output), requestId, { 'content-type': 'application/json' }),
    refuse: (response, error, _request, requestId) => {
      const headers = { 'content-type': 'application/json', 'x-amzn-errortype': error.code };
      send(response, error.status, toJson({ Message: error.message, message: error.message }), requestId, headers);
    },
    identityError: (problem) => new ServiceError(...JSON_IDENTITY[problem], 403),
  };
}

const JSON_IDENTITY: Readonly<Record<IdentityProblem, [string, string]>> = {
  missing: ['MissingAuthenticationTokenException', 'Missing Authentication Token'],
  incomplete: ['IncompleteSignatureException', 'Authorization header requires a Credential and a Signature parameter.'],
  unknown: ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
  token: ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
  expired: ['ExpiredTokenException', 'The security token included in the request is expired'],
};

function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw Object.assign(new ServiceError('SerializationException', 'The request body is not JSON.'), { cause });
  }
}

/** JSON with timestamps as seconds since the epoch. */
function toJson(output: object): string {
  return JSON.stringify(output, function (this: Record<string, unknown>, key, value) {
    const raw = this[key];
    return raw instanceof Date ? raw.getTime() / 1000 : value;
  });
}

function send(response: ServerResponse, status: number, body: string, requestId: string, headers = JSON_1_1) {
  response.writeHead(status, { ...headers, 'x-amzn-requestid': requestId });
  response.end(body);
}

const JSON_1_1: Record<string, string> = { 'content-type': 'application/x-amz-json-1.1' };
