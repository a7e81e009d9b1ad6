import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from './request.ts';

/** So far, in seconds, Slack's clock and ours may be apart, either way. */
const SKEW_S = 300;

/** What is wrong with a request's signature, in words; null when Slack made it, lately. */
export function signatureProblem(
  { headers, body }: Pick<HttpRequest, 'headers' | 'body'>,
  signingSecret: string,
  now: Date,
): string | null {
  const signature = headers.get('x-slack-signature');
  const timestamp = headers.get('x-slack-request-timestamp');
  if (signature === undefined || timestamp === undefined) return 'The request is not signed.';
  if (!/^\d{1,12}$/.test(timestamp)) return 'The timestamp is not a number.';
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > SKEW_S) return 'The timestamp is too far from now.';
  const hmac = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest('hex');
  return sameText(signature, `v0=${hmac}`) ? null : 'The signature does not fit.';
}

function sameText(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
