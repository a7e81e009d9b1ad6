import { isMeshError, MeshError } from '../errors.ts';

/** AWS's code for a failed call, whether the error is the SDK's own or already an AwsCallFailed; undefined for others. */
export function awsCodeOf(error: unknown): string | undefined {
  if (isMeshError(error, 'AwsCallFailed')) return error.details.awsCode;
  return error instanceof Error && '$metadata' in error ? error.name : undefined;
}

/**
 * AWS's words without the request that they may quote: of a signature that does not fit, AWS answers what it would have signed,
 * headers and session token included.
 */
export function withoutRequest(words: string): string {
  return words.replace(/\s*The (?:Canonical String|String-to-Sign)[\s\S]*?(?=$|\n {4}at )/, '');
}

/** AWS's code and words for a failure, or the core's. For what is reported beside a table. */
export function describeFailure(error: unknown): { code: string; reason: string } {
  if (isMeshError(error, 'AwsCallFailed')) return { code: error.details.awsCode, reason: error.details.awsMessage };
  if (error instanceof MeshError) return { code: error.code, reason: error.message };
  if (error instanceof Error) return { code: error.name, reason: error.message };
  return { code: 'Unknown', reason: String(error) };
}

const TRANSIENT_CODES = new Set([
  'ConcurrentModificationException',
  'OperationTimeoutException',
  'InternalServiceException',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
]);

/**
 * Whether the same call may succeed a moment later. Lake Formation reports throttling, and a principal that IAM has not
 * made known yet, as InvalidInput with words of their own.
 */
export function isTransient(code: string, message: string): boolean {
  return TRANSIENT_CODES.has(code) || /rate exceeded|invalid principal/i.test(message);
}

/** Whether the SDK has tried the call again already, in vain. */
export function wasRetried(error: unknown): boolean {
  const cause = error instanceof MeshError ? error.cause : error;
  if (typeof cause !== 'object' || cause === null || !('$metadata' in cause)) return false;
  const metadata = cause.$metadata as { attempts?: number };
  return (metadata.attempts ?? 1) > 1;
}

/** Runs `call`; an AWS failure with one of `codes` becomes `fallback`, every other goes on. */
export async function unless<T, F>(
  codes: string | readonly string[],
  fallback: F,
  call: () => Promise<T>,
): Promise<T | F> {
  try {
    return await call();
  } catch (error) {
    const code = awsCodeOf(error);
    if (code !== undefined && [codes].flat().includes(code)) return fallback;
    throw error;
  }
}

/** The SDK's error as an AwsCallFailed that keeps it as its cause; a MeshError as it is. */
export function asCallFailure(error: unknown, service: string, operation: string): MeshError {
  if (error instanceof MeshError) return error;
  const awsCode = error instanceof Error ? error.name : 'Unknown';
  const awsMessage = withoutRequest(error instanceof Error ? error.message : String(error));
  return new MeshError('AwsCallFailed', { service, operation, awsCode, awsMessage }, { cause: error });
}
