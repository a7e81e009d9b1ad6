import type { ServerResponse } from 'node:http';
import { ServiceError } from '../errors.ts';
import type { IdentityProblem } from '../identity.ts';
import type { Model, Shape } from '../validate.ts';
import type { Protocol, WireRequest } from './protocol.ts';
import { toXml } from './xml.ts';

/** AWS Query: a form with Action and Version in, XML out. */
export function queryProtocol(model: Model, version: string, namespace: string): Protocol {
  return {
    operation: (request) => {
      const form = formOf(request);
      const action = form.get('Action') ?? '';
      if (form.get('Version') !== version || !(action in model.operations)) {
        const message = `Could not find operation ${action} for version ${form.get('Version') ?? 'NO_VERSION_SPECIFIED'}`;
        throw new ServiceError('InvalidAction', message);
      }
      return action;
    },
    input: (request, operation) => {
      const shape = model.operations[operation]?.input;
      return shape === undefined ? {} : (read(model, shape, formOf(request), '') ?? {});
    },
    answer: (response, operation, output, requestId) => {
      const result = `<${operation}Result>${toXml(output)}</${operation}Result>`;
      const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
      send(
        response,
        200,
        `<${operation}Response xmlns="${namespace}">${result}${metadata}</${operation}Response>`,
        requestId,
      );
    },
    refuse: (response, error, _request, requestId) => {
      const details = { Type: error.status < 500 ? 'Sender' : 'Receiver', Code: error.code, Message: error.message };
      const body = toXml({ Error: details, RequestId: requestId });
      send(response, error.status, `<ErrorResponse xmlns="${namespace}">${body}</ErrorResponse>`, requestId);
    },
    identityError: (problem) => new ServiceError(...IDENTITY[problem], 403),
  };
}

const IDENTITY: Readonly<Record<IdentityProblem, [string, string]>> = {
  missing: ['MissingAuthenticationToken', 'Request is missing Authentication Token'],
  incomplete: ['IncompleteSignature', 'Authorization header requires a Credential and a Signature parameter.'],
  unknown: ['InvalidClientTokenId', 'The security token included in the request is invalid.'],
  token: ['InvalidClientTokenId', 'The security token included in the request is invalid.'],
  expired: ['ExpiredToken', 'The security token included in the request is expired'],
};

const formOf = ({ message, url, body }: WireRequest) =>
  message.method === 'GET' ? url.searchParams : new URLSearchParams(body.toString('utf8'));

/** Reads the member at `path`: structures are dotted, lists are `path.member.N`. Undefined when nothing is there. */
function read(model: Model, shapeName: string, form: URLSearchParams, path: string): unknown {
  const shape = model.shapes[shapeName];
  if (shape?.type === 'structure') return readStructure(model, shape, form, path);
  if (shape?.type === 'list') {
    const items: unknown[] = [];
    for (let n = 1; ; n += 1) {
      const item = read(model, shape.member ?? '', form, `${path}.member.${n}`);
      if (item === undefined) break;
      items.push(item);
    }
    return items.length === 0 ? undefined : items;
  }
  const text = form.get(path);
  if (text === null) return undefined;
  return shape?.type === 'integer' ? readInteger(text, path) : text;
}

function readStructure(model: Model, shape: Shape, form: URLSearchParams, path: string): unknown {
  const found = Object.entries(shape.members ?? {}).flatMap(([name, member]) => {
    const value = read(model, member, form, path === '' ? name : `${path}.${name}`);
    return value === undefined ? [] : [[name, value] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function readInteger(text: string, path: string): number {
  if (!/^-?\d+$/.test(text)) throw new ServiceError('MalformedInput', `${path} is not an integer.`);
  return Number(text);
}

function send(response: ServerResponse, status: number, body: string, requestId: string) {
  response.writeHead(status, { 'content-type': 'text/xml', 'x-amzn-requestid': requestId });
  response.end(body);
}
