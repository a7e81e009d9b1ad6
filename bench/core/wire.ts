import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import type { Calls, Service } from './floors.ts';

/** What went over this process's sockets to AWS. */
export interface Traffic {
  /** By service, retries counted. */
  calls: Calls;
  /** By service and operation: `dynamodb GetItem`, retries counted. */
  operations: Record<string, number>;
  /** Most calls that were under way at once. */
  most: number;
  /** Milliseconds of all calls together. */
  waited: number;
}

/** Watches every HTTP request of this process that is signed for AWS, from now on. The answer is brought up to date. */
export function watchTraffic(): Traffic {
  const traffic: Traffic = { calls: {}, operations: {}, most: 0, waited: 0 };
  const underWay = new Map<ClientRequest, number>();
  subscribe('http.client.request.start', (message) => {
    const { request } = message as { request: ClientRequest };
    const service = serviceOf(request);
    if (service === undefined) return;
    traffic.calls[service] = (traffic.calls[service] ?? 0) + 1;
    const operation = `${service} ${operationOf(request)}`;
    traffic.operations[operation] = (traffic.operations[operation] ?? 0) + 1;
    underWay.set(request, performance.now());
    traffic.most = Math.max(traffic.most, underWay.size);
    request.once('close', () => {
      traffic.waited += performance.now() - (underWay.get(request) ?? performance.now());
      underWay.delete(request);
    });
  });
  return traffic;
}

/** Of the signature's scope: `Credential=<key>/<date>/<region>/<service>/aws4_request`. */
function serviceOf(request: ClientRequest): Service | undefined {
  return /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(String(request.getHeader('authorization')))?.[1] as Service;
}

/** Of the header that JSON protocols have it in, else the path: the query protocol has it in its body, where it is not looked for. */
function operationOf(request: ClientRequest): string {
  const target = request.getHeader('x-amz-target');
  return typeof target === 'string' ? (target.split('.').at(-1) ?? target) : request.path;
}
