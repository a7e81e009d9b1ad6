import { Tracer } from '@aws-lambda-powertools/tracer';

const tracer = new Tracer({ serviceName: 'meshdesk', captureHTTPsRequests: false });

/** Does the work in a part of the trace of its own, which can be found by what it is about. */
export async function traced<T>(name: string, subject: string, work: () => Promise<T>): Promise<T> {
  const part = tracer.isTracingEnabled() ? tracer.getSegment()?.addNewSubsegment(name) : undefined;
  part?.addAnnotation('subject', subject);
  try {
    return await work();
  } catch (error) {
    part?.addError(error instanceof Error ? error : String(error));
    throw error;
  } finally {
    part?.close();
  }
}
