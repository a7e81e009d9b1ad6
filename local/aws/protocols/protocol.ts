import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServiceError } from '../errors.ts';
import type { IdentityProblem } from '../identity.ts';

/** A request as it came, its body read. */
export interface WireRequest {
  readonly message: IncomingMessage;
  readonly url: URL;
  readonly body: Buffer;
}

/** The way a service's requests and answers are written on the wire. */
export interface Protocol {
  /** The operation that is called; throws ServiceError when there is none of that name. */
  operation(request: WireRequest): string;
  /** The input as it was sent, before it is checked against the model; throws ServiceError when it cannot be read. */
  input(request: WireRequest, operation: string): unknown;
  answer(response: ServerResponse, operation: string, output: object, requestId: string): void;
  refuse(response: ServerResponse, error: ServiceError, request: WireRequest, requestId: string): void;
  /** The error for credentials that are missing or not good. */
  identityError(problem: IdentityProblem): ServiceError;
}
