/** A request as it came over HTTP, whatever brought it. */
export interface HttpRequest {
  method: string;
  path: string;
  /** By their names in lower case. */
  headers: ReadonlyMap<string, string>;
  body: Buffer;
}

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What a Lambda function URL or an HTTP API sends (payload format 2.0), and what a REST API does (1.0), as far as it is used. */
export interface LambdaHttpEvent {
  headers?: Record<string, string | undefined>;
  body?: string | null;
  isBase64Encoded?: boolean;
  rawPath?: string;
  path?: string;
  httpMethod?: string;
  requestContext?: { http?: { method?: string }; timeEpoch?: number };
}

/** The request in the event. The body stays bytes: Slack signs bytes. */
export function requestOf(event: LambdaHttpEvent): HttpRequest {
  const headers = Object.entries(event.headers ?? {}).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name.toLowerCase(), value]],
  );
  return {
    method: event.requestContext?.http?.method ?? event.httpMethod ?? 'GET',
    path: event.rawPath ?? event.path ?? '/',
    headers: new Map(headers),
    body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** An answer in words. */
export function plainAnswer(status: number, text: string, headers: Record<string, string> = {}): HttpAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: text };
}

/** An answer in JSON. */
export function jsonAnswer(status: number, value: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(value) };
}
