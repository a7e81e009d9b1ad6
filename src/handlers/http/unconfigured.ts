import { type HttpAnswer, type HttpRequest, jsonAnswer, plainAnswer } from './request.ts';

const SENTENCE =
  'Meshdesk is not set up completely, so nothing was done. Please tell those who run it: the log of its function says what is missing.';

/**
 * What people are told while the settings cannot be read. Nothing can be verified then, so nothing is done: a command gets a
 * sentence, a modal shows it, and the rest a 503, which Slack shows as a failure.
 */
export function unconfiguredAnswer({ body }: Pick<HttpRequest, 'body'>): HttpAnswer {
  const form = new URLSearchParams(body.toString('utf8'));
  if (form.has('command')) return jsonAnswer(200, { response_type: 'ephemeral', text: SENTENCE });
  if (form.get('payload')?.includes('"type":"view_submission"')) {
    return jsonAnswer(200, { response_action: 'update', view: trouble() });
  }
  return plainAnswer(503, SENTENCE);
}

function trouble() {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: 'Not set up' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [{ type: 'section', text: { type: 'plain_text', text: SENTENCE } }],
  };
}
