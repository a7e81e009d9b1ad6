import { createHmac, randomUUID } from 'node:crypto';
import { amiss, type Finding, failed, fine } from './finding.ts';

const ABOUT = 'Request URL';
/** Slack shows an error to the person who clicked when an answer takes longer. */
const SLACKS_PATIENCE_MS = 3_000;

/** The request URL: that it answers Slack's challenge when it is signed with our secret, and refuses it when it is not. */
export async function checkRequestUrl(url: string | undefined, signingSecret: string | undefined): Promise<Finding[]> {
  if (signingSecret === undefined) {
    return [amiss(ABOUT, 'no signing secret to try it with', 'Set SLACK_SIGNING_SECRET, or SLACK_APP_TOKEN.')];
  }
  if (url === undefined) {
    return [amiss(ABOUT, 'not tried', 'npm run doctor -- --request-url <the RequestUrl that the stack has put out>')];
  }
  try {
    const [right, forged] = [await challenge(url, signingSecret), await challenge(url, randomUUID())];
    return [answerFinding(right), signatureFinding(forged.status)];
  } catch (error) {
    return [
      failed(ABOUT, error, 'Give the RequestUrl that the stack has put out; look whether the function is there.'),
    ];
  }
}

interface Challenged {
  status: number;
  answered: boolean;
  /** Milliseconds. */
  took: number;
}

function answerFinding({ status, answered, took }: Challenged): Finding {
  if (!answered) return amiss(ABOUT, `answered ${status} to a signed request`, remedyFor(status));
  if (took <= SLACKS_PATIENCE_MS) return fine(ABOUT, `answers a signed request, in ${took} ms`);
  const remedy =
    'Run it again, the first call may have been a cold start. If it stays slow: AckTimeAlarm in docs/deploy.md.';
  return amiss(ABOUT, `took ${took} ms; Slack waits ${SLACKS_PATIENCE_MS}`, remedy);
}

function signatureFinding(status: number): Finding {
  if (status === 401) return fine('Signature', 'a forged request is refused');
  return amiss('Signature', `a forged request got ${status}`, 'Look at what answers there: Meshdesk refuses with 401.');
}

function remedyFor(status: number): string {
  if (status === 401) return "It has another signing secret: put the app's own into its secret, and deploy again.";
  if (status === 503) return 'The function lacks a setting: its log names which.';
  return 'Look into the log of the Slack function.';
}

async function challenge(url: string, secret: string): Promise<Challenged> {
  const value = randomUUID();
  const body = JSON.stringify({ type: 'url_verification', challenge: value });
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  const begun = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    body,
    signal: AbortSignal.timeout(10_000),
    headers: {
      'content-type': 'application/json',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': `v0=${signature}`,
    },
  });
  const text = await response.text();
  const took = Math.round(performance.now() - begun);
  return { status: response.status, answered: response.ok && text.includes(value), took };
}
