import type { Writable } from 'node:stream';
import type { Context } from 'aws-lambda';
import type { HttpAnswer, LambdaHttpEvent } from '../http/request.ts';

/** Lambda's own way to answer before the work has ended: the answer is out when the stream ends, the function goes on. */
export type StreamingHandler = (event: LambdaHttpEvent, stream: Writable, context: Context) => Promise<void>;

interface LambdaGlobal {
  streamifyResponse(handler: StreamingHandler): StreamingHandler;
  HttpResponseStream: { from(stream: Writable, prelude: { statusCode: number; headers: object }): Writable };
}

/** Put there by Lambda's Node.js runtime. */
declare const awslambda: LambdaGlobal;

/** A handler whose answers leave it as soon as they are given. */
export function streaming(handler: StreamingHandler): StreamingHandler {
  return awslambda.streamifyResponse(handler);
}

/** Sends the answer. Without a write before its end, the runtime would lose status and headers. */
export function send(stream: Writable, { status, headers, body }: HttpAnswer): void {
  const answering = awslambda.HttpResponseStream.from(stream, { statusCode: status, headers });
  answering.write(body);
  answering.end();
}
