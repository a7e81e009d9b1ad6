import type { Call } from '../call.ts';
import { invalidInput } from '../errors.ts';
import { type Account, IAM_ALLOWED } from '../state/world.ts';
import { accountOfPrincipal } from './sharing.ts';

const FORMS = [
  /^\d{12}$/,
  /^\d{12}:IAMPrincipals$/,
  /^arn:aws:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/,
  /^arn:aws:iam::\d{12}:saml-provider\/[\w.-]+:(user|group)\/.+$/,
];

/**
 * A grantee that exists: a known account, a role or user of one, all its IAM principals, or the group
 * IAM_ALLOWED_PRINCIPALS. Throws InvalidInputException, which is also the answer to a session's ARN.
 */
export function checkedPrincipal(call: Call, owner: Account, given: string | undefined): string {
  if (given === undefined) throw invalidInput('Principal must be given.');
  if (given === IAM_ALLOWED) return given;
  const account = accountOfPrincipal(given);
  const known = account !== undefined && call.world.accounts.has(account);
  if (!known || given === owner.id || !FORMS.some((form) => form.test(given))) {
    throw invalidInput(`Invalid principal, ${given}.`);
  }
  return given;
}
