import type {
  Checkboxes,
  InputBlock,
  ModalView,
  MultiExternalSelect,
  MultiUsersSelect,
  PlainTextOption,
} from '@slack/types';
import * as z from 'zod';
import type { Account, People } from '../mesh/account.ts';
import type { ConnectionFields, ConnectionProblems } from '../mesh/connection.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { shorten } from './limits.ts';
import { option } from './option.ts';
import { bold, line, rich } from './rich.ts';

/** What the modal is about: nothing yet, or a connection as it was seen. */
export type Editing = Pick<Account, 'accountId' | 'revision'> | null;

/** A user group, as a menu names it. */
export interface GroupName {
  id: string;
  handle: string;
  name: string;
}

/** Slack takes so many initial values; nobody names more approvers one by one. */
const MOST_PEOPLE = 50;

/** Asks for everything that a connection needs. `start` fills the fields; with `editing` the account itself is fixed. */
export function connectView(start: Partial<Account>, editing: Editing, groups: readonly GroupName[]): ModalView {
  const { accountId, name = '', channel, approvers = NOBODY, members = NOBODY, selfApproval = false } = start;
  return {
    type: 'modal',
    callback_id: VIEWS.connect,
    private_metadata: JSON.stringify(editing),
    title: { type: 'plain_text', text: editing === null ? 'Connect an account' : 'Edit the connection' },
    submit: { type: 'plain_text', text: editing === null ? 'Connect' : 'Save' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      editing === null
        ? input(
            'accountId',
            'AWS account',
            {
              type: 'plain_text_input',
              action_id: 'accountId',
              max_length: 40,
              ...(accountId && { initial_value: accountId }),
            },
            '12 digits, with or without spaces.',
          )
        : rich(line('Account ', bold(editing.accountId))),
      input(
        'name',
        'Name',
        {
          type: 'plain_text_input',
          action_id: 'name',
          max_length: 80,
          ...(name && { initial_value: shorten(name, 80) }),
        },
        'As people call the team or the account.',
      ),
      input('roles', 'What it does in the mesh', rolesOf(start)),
      input(
        'channel',
        'Channel',
        {
          type: 'conversations_select',
          action_id: 'channel',
          filter: { include: ['public', 'private'], exclude_bot_users: true, exclude_external_shared_channels: true },
          ...(channel && { initial_conversation: channel }),
        },
        'Requests and answers are posted there. Invite Meshdesk to it.',
      ),
      optional(
        input(
          'approvers',
          'Approvers',
          users('approvers', approvers),
          'Who decides for the account. Name people here, user groups below, or both: at least one is needed.',
        ),
      ),
      optional(
        input(
          'approverGroups',
          'User groups that approve',
          userGroups(ACTIONS.approverGroups, approvers, groups),
          'Needed where no person is named above.',
        ),
      ),
      optional(
        input(
          'members',
          'Members',
          users('members', members),
          'Who else may ask for access and import for the account.',
        ),
      ),
      optional(input('memberGroups', 'User groups of members', userGroups(ACTIONS.memberGroups, members, groups))),
      optional(
        input(
          'selfApproval',
          'Own requests',
          selfApprovalBox(selfApproval),
          'Otherwise somebody else has to decide on them.',
        ),
      ),
    ],
  };
}

const values = <T extends z.ZodType>(schema: T) =>
  z
    .record(z.string(), schema)
    .optional()
    .transform((block) => Object.values(block ?? {})[0]);
const typed = values(z.object({ value: z.string().nullish() })).transform((state) => state?.value ?? '');
const picked = values(z.object({ selected_users: z.array(z.string()).nullish() })).transform(
  (state) => state?.selected_users ?? [],
);
const chosen = values(z.object({ selected_options: z.array(z.object({ value: z.string() })).nullish() })).transform(
  (state) => (state?.selected_options ?? []).map(({ value }) => value),
);
const channel = values(z.object({ selected_conversation: z.string().nullish() })).transform(
  (state) => state?.selected_conversation ?? '',
);
const submitted = z.object({
  private_metadata: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.object({ accountId: z.string(), revision: z.string().optional() }).nullable()),
  state: z.object({
    values: z.object({
      ...{ accountId: typed, name: typed, roles: chosen, channel, approvers: picked, approverGroups: chosen },
      ...{ members: picked, memberGroups: chosen, selfApproval: chosen },
    }),
  }),
});

/** What was submitted. Throws a ZodError or SyntaxError for anything that this modal cannot have sent. */
export function readConnectView(view: unknown): { editing: Editing; fields: ConnectionFields } {
  const { private_metadata: editing, state } = submitted.parse(view);
  const { roles, approverGroups, memberGroups, selfApproval, ...rest } = state.values;
  return {
    editing: editing && {
      accountId: editing.accountId,
      ...(editing.revision !== undefined && { revision: editing.revision }),
    },
    fields: {
      ...rest,
      accountId: editing?.accountId ?? rest.accountId,
      producer: roles.includes('producer'),
      consumer: roles.includes('consumer'),
      approvers: { users: rest.approvers, groups: approverGroups },
      members: { users: rest.members, groups: memberGroups },
      selfApproval: selfApproval.length > 0,
    },
  };
}

/** Problems as errors beside the fields; the account's own, where it cannot be edited, beside the name. */
export function connectErrors(problems: ConnectionProblems, editing: Editing): Record<string, string> {
  const { accountId, ...rest } = problems;
  if (accountId === undefined) return rest;
  return editing === null ? { accountId, ...rest } : { ...rest, name: accountId };
}

/** A user group as an option of the menus. */
export function groupOption({ id, handle, name }: GroupName): PlainTextOption {
  return option(name === '' ? `@${handle}` : `@${handle} · ${name}`, id);
}

const NOBODY: People = { users: [], groups: [] };

function input(block_id: string, label: string, element: InputBlock['element'], hint?: string): InputBlock {
  return {
    type: 'input',
    block_id,
    label: { type: 'plain_text', text: label },
    element,
    ...(hint !== undefined && { hint: { type: 'plain_text', text: hint } }),
  };
}

function optional(block: InputBlock): InputBlock {
  return { ...block, optional: true };
}

function rolesOf({ producer = false, consumer = false }: Partial<Account>): Checkboxes {
  const options = [option('Producer: shares its tables', 'producer'), option('Consumer: asks for tables', 'consumer')];
  const initial = options.filter(({ value }) => (value === 'producer' ? producer : consumer));
  return { type: 'checkboxes', action_id: 'roles', options, ...(initial.length > 0 && { initial_options: initial }) };
}

function selfApprovalBox(allowed: boolean): Checkboxes {
  const options = [option('Approvers may decide on what they asked for themselves', 'allowed')];
  return { type: 'checkboxes', action_id: 'selfApproval', options, ...(allowed && { initial_options: options }) };
}

function users(action_id: string, people: People): MultiUsersSelect {
  const initial = people.users.slice(0, MOST_PEOPLE);
  return {
    type: 'multi_users_select',
    action_id,
    max_selected_items: MOST_PEOPLE,
    ...(initial.length > 0 && { initial_users: initial }),
  };
}

function userGroups(action_id: string, people: People, known: readonly GroupName[]): MultiExternalSelect {
  const initial = people.groups
    .slice(0, MOST_PEOPLE)
    .map((id) => groupOption(known.find((group) => group.id === id) ?? { id, handle: id, name: 'not there any more' }));
  return {
    type: 'multi_external_select',
    action_id,
    min_query_length: 0,
    max_selected_items: MOST_PEOPLE,
    ...(initial.length > 0 && { initial_options: initial }),
  };
}
