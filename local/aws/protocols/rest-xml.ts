import type { ServerResponse } from 'node:http';
import { ServiceError } from '../errors.ts';
import type { IdentityProblem } from '../identity.ts';
import type { Protocol, WireRequest } from './protocol.ts';
import { toXml } from './xml.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** What an S3 operation is given: the bucket of the path or host, and the body where it has one. */
export interface S3Input {
  readonly Bucket: string;
  readonly Body: string;
  readonly ExpectedBucketOwner: string | undefined;
}

/** What an S3 operation answers: XML with a root, or text; headers beside it. */
export interface S3Output {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly root?: string;
  readonly content?: string | object;
}

const OPERATIONS: Readonly<Record<string, string | undefined>> = {
  PUT: 'CreateBucket',
  HEAD: 'HeadBucket',
  DELETE: 'DeleteBucket',
  'GET location': 'GetBucketLocation',
  'GET policy': 'GetBucketPolicy',
  'PUT policy': 'PutBucketPolicy',
  'DELETE policy': 'DeleteBucketPolicy',
};

/** S3's REST XML on buckets: the bucket is in the path or, virtual-host style, in front of the host. */
export const s3Protocol: Protocol = {
  operation: (request) => {
    const { bucket, key } = bucketOf(request);
    const operation = OPERATIONS[`${request.message.method} ${subresource(request.url)}`.trim()];
    if (bucket === '' && request.message.method === 'GET') return 'ListBuckets';
    if (bucket === '' || key !== '' || operation === undefined) {
      throw new ServiceError(
        'NotImplemented',
        'A header you provided implies functionality that is not implemented',
        501,
      );
    }
    return operation;
  },
  input: (request): S3Input => ({
    Bucket: bucketOf(request).bucket,
    Body: request.body.toString('utf8'),
    ExpectedBucketOwner: headerOf(request, 'x-amz-expected-bucket-owner'),
  }),
  answer: (response, _operation, output, requestId) => {
    const { status, headers, root, content }: S3Output = output;
    if (root === undefined) {
      send(response, status ?? 200, typeof content === 'string' ? content : '', requestId, {
        ...(typeof content === 'string' && { 'content-type': 'application/json' }),
        ...headers,
      });
      return;
    }
    const inside = typeof content === 'object' ? toXml(content) : (content ?? '');
    const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${inside}</${root}>`;
    send(response, status ?? 200, xml, requestId, { 'content-type': 'application/xml', ...headers });
  },
  refuse: (response, error, request, requestId) => {
    const { bucket } = bucketOf(request);
    const details = {
      Code: error.code,
      Message: error.message,
      BucketName: bucket,
      RequestId: requestId,
      HostId: 'local',
    };
    const body =
      request.message.method === 'HEAD'
        ? ''
        : `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${toXml(details)}</Error>`;
    send(response, error.status, body, requestId, { 'content-type': 'application/xml' });
  },
  identityError: (problem) => new ServiceError(...IDENTITY[problem]),
};

const IDENTITY: Readonly<Record<IdentityProblem, [string, string, number]>> = {
  missing: ['AccessDenied', 'Access Denied', 403],
  incomplete: ['AuthorizationHeaderMalformed', 'The authorization header is malformed.', 400],
  unknown: ['InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403],
  token: ['InvalidToken', 'The provided token is malformed or otherwise invalid.', 400],
  expired: ['ExpiredToken', 'The provided token has expired.', 400],
};

/** The one query parameter that names a subresource; `x-id` and the like say nothing. */
function subresource(url: URL): string {
  return [...url.searchParams.keys()].filter((key) => !key.startsWith('x-') && !key.startsWith('X-')).join('&');
}

function bucketOf({ message, url }: WireRequest): { bucket: string; key: string } {
  const host = (message.headers.host ?? '').replace(/:\d+$/, '');
  const inHost = /^(.+?)\.(?:localhost|s3[.-][a-z0-9.-]*amazonaws\.com)$/.exec(host)?.[1];
  const path = decodeURIComponent(url.pathname).slice(1);
  if (inHost !== undefined) return { bucket: inHost, key: path };
  const [bucket = '', ...rest] = path.split('/');
  return { bucket, key: rest.join('/') };
}

function headerOf({ message }: WireRequest, name: string): string | undefined {
  const value = message.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  requestId: string,
  headers: Readonly<Record<string, string>>,
) {
  response.writeHead(status, { ...headers, 'x-amz-request-id': requestId, 'x-amz-id-2': 'local' });
  response.end(body);
}
