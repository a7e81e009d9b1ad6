import { withoutRequest } from '../mesh/aws/failures.ts';

/** What looks like a token of Slack's or a key of AWS's, whoever's it is. */
const TOKENS = /\bx(?:ox[a-z]|app)-[\w-]{4,}|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g;

/** Takes the secrets out of what is logged, in whatever text a library has put them; `known` are the process's own. */
export function redactor(known: readonly (string | undefined)[]): (text: string) => string {
  const secrets = known.flatMap((secret) => secret || []);
  return (text) =>
    secrets
      .reduce((rest: string, secret) => rest.replaceAll(secret, '[secret]'), withoutRequest(text))
      .replace(TOKENS, '[secret]');
}
