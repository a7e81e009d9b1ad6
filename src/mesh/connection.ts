import * as z from 'zod';
import type { Account, People } from './account.ts';
import { accountIdInput } from './input.ts';

/** How an admin describes an account that is to be connected, as it was typed and picked. */
export interface ConnectionFields {
  /** Spaces and dashes are forgiven. */
  accountId: string;
  name: string;
  producer: boolean;
  consumer: boolean;
  channel: string;
  approvers: People;
  members: People;
  selfApproval: boolean;
}

/** What is wrong with a field, in words that stand beside it. */
export type ConnectionProblems = Partial<Record<'accountId' | 'name' | 'roles' | 'channel' | 'approvers', string>>;

const NAME = 'A name of 1 to 80 characters.';
const name = z
  .string()
  .transform((text) => text.replace(/\s+/g, ' ').trim())
  .pipe(z.string().min(1).max(80));

/** The account, or what is wrong with each field. Pure. */
export function readConnection(
  fields: ConnectionFields,
): { account: Account; problems?: never } | { account?: never; problems: ConnectionProblems } {
  const id = accountIdInput.safeParse(fields.accountId.replace(/[\s-]/g, ''));
  const named = name.safeParse(fields.name);
  const nobody = fields.approvers.users.length + fields.approvers.groups.length === 0;
  const problems: ConnectionProblems = {
    ...(!id.success && { accountId: 'The 12 digits of an AWS account.' }),
    ...(!named.success && { name: NAME }),
    ...(!fields.producer && !fields.consumer && { roles: 'Producer, consumer, or both.' }),
    ...(!/^[CG][A-Z0-9]+$/.test(fields.channel) && {
      channel: 'A channel, where its requests and answers are posted.',
    }),
    ...(nobody && { approvers: 'Name a person here or a user group below, at least one: somebody has to decide.' }),
  };
  if (!id.success || !named.success || Object.keys(problems).length > 0) return { problems };
  return { account: { ...fields, accountId: id.data, name: named.data } };
}
