import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import * as z from 'zod';
import type { Account } from '../mesh/account.ts';
import type { TablePermission } from '../mesh/plan.ts';
import type { Product } from '../mesh/search/find.ts';
import { type Entered, readEntered } from './decision/entered.ts';
import { ALLOWS, PERMISSIONS } from './decision/permission-fields.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { dispatching, input, menu, optional, textField } from './inputs.ts';
import { LIMITS, shorten } from './limits.ts';
import { option, optionValue } from './option.ts';
import { productOption } from './product-options.ts';
import { bold, code, italic, line, type Piece, rich } from './rich.ts';
import { accountName, count, permissions } from './words.ts';

/** What the modal shows that asks for access. */
export interface RequestForm {
  /** Consumers that the person may ask for. */
  accounts: readonly Account[];
  asked: Asked;
  /** What is chosen, and the tables that come with it. */
  product?: Product;
  /** Why it could not be asked for. */
  trouble?: Piece[];
}

/** What stands in the fields. */
export interface Asked {
  accountId: string | undefined;
  /** Key of the product. */
  product: string | undefined;
  tables: string[];
  /** The whole database, with what it will hold when it is approved. */
  whole: boolean;
  permissions: TablePermission[];
  why: string;
  /** `YYYY-MM-DD`; empty: without an end. */
  until: string;
}

/** What a request begins with. */
export const FIRST_ASKED: Asked = {
  accountId: undefined,
  product: undefined,
  tables: [],
  whole: false,
  permissions: ['SELECT', 'DESCRIBE'],
  why: '',
  until: '',
};

const WHY_LENGTH = 1500;

/** Asks for which account, what, which permissions, why and until when. */
export function requestView({ accounts, asked, product, trouble }: RequestForm): ModalView {
  return {
    ...FRAME,
    callback_id: VIEWS.request,
    private_metadata: JSON.stringify(asked.product ?? null),
    submit: { type: 'plain_text', text: 'Ask' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      ...(trouble === undefined ? [] : [rich(line('⚠️ ', bold('Nothing was asked for. '), ...trouble))]),
      accountField(accounts, asked),
      productField(product),
      ...(product === undefined ? [] : tableFields(product, asked)),
      permissionField(asked),
      input(
        'why',
        'Why',
        { ...textField('why', WHY_LENGTH, asked.why), multiline: true },
        'The owner of the data reads it.',
      ),
      untilField(asked),
    ],
  };
}

/** What was asked, while it is being written. */
export function askingView(): ModalView {
  return { ...FRAME, close: { type: 'plain_text', text: 'Close' }, blocks: [rich(line('⏳ Asking…'))] };
}

/** That it was asked for, of whom, and where the answer will be. */
export function askedView(result: {
  owner: Account | undefined;
  ownerId: string;
  channel: string;
  subscriptionId: string;
  existing: boolean;
  /** The reasons that the request stands with, where the one that was given now is none of them. */
  standing?: readonly string[];
}): ModalView {
  const { owner, ownerId, channel, subscriptionId, existing, standing } = result;
  const whom = bold(accountName(owner, ownerId));
  const said: Piece[] = existing
    ? ['📨 The same was asked for already, and ', whom, ' has yet to decide. It is not asked for twice.']
    : ['📨 ', whom, ' is asked.'];
  return {
    ...FRAME,
    close: { type: 'plain_text', text: 'Close' },
    blocks: [
      rich(
        line(...said),
        ...(standing === undefined ? [] : [line(...unadded(standing))]),
        line(
          { type: 'channel', channel_id: channel },
          ' shows how it stands: asked, decided by whom and why, granted, imported.',
        ),
        line('Request ', code(subscriptionId)),
      ),
    ],
  };
}

/** That what was given as the reason now is not what the owner reads. */
function unadded(standing: readonly string[]): Piece[] {
  const [first] = standing;
  const reads = first === undefined ? [', which gives none'] : [': ', italic(`“${shorten(first, 250)}”`)];
  return ['Your reason was not added: the owner reads that of the first request', ...reads, '.'];
}

/** Blocks that errors stand beside. */
export const REQUEST_FIELDS = {
  account: 'account',
  product: 'product',
  tables: (product: string | undefined) => `tables ${optionValue(product ?? '')}`,
  permissions: 'permissions',
  why: 'why',
  until: 'until',
} as const;

/** What stands in the fields, with values of options for the product and the tables. Throws a ZodError or SyntaxError. */
export function readRequestView(view: unknown): { product: string | undefined; fields: Asked } {
  const { metadata, entered } = readEntered(view);
  const product = z.string().max(600).nullable().parse(JSON.parse(metadata)) ?? undefined;
  return { product, fields: fieldsOf(entered) };
}

function fieldsOf(entered: Entered): Asked {
  const ticked = entered.many('permissions') ?? [];
  return {
    accountId: entered.one(ACTIONS.requestAccount),
    product: entered.one(ACTIONS.product),
    tables: entered.many(ACTIONS.productTables) ?? [],
    whole: (entered.many('whole') ?? []).length > 0,
    permissions: PERMISSIONS.filter((name) => ticked.includes(name)),
    why: entered.text('why'),
    until: entered.date('until'),
  };
}

const FRAME = { type: 'modal', title: { type: 'plain_text', text: 'Request access' } } as const;

function accountField(accounts: readonly Account[], { accountId }: Asked): InputBlock {
  const options = accounts.map((account) => option(accountName(account, account.accountId), account.accountId));
  const initial = accountId ?? (accounts.length === 1 ? accounts[0]?.accountId : undefined);
  return input(REQUEST_FIELDS.account, 'For which account', menu(ACTIONS.requestAccount, options, initial));
}

function productField(product: Product | undefined): InputBlock {
  const initial = product && productOption(product);
  return dispatching(
    input(
      REQUEST_FIELDS.product,
      'What',
      {
        type: 'external_select',
        action_id: ACTIONS.product,
        min_query_length: 0,
        placeholder: { type: 'plain_text', text: 'Name, domain, tag or column' },
        ...(initial && { initial_option: initial }),
      },
      'A data product, a database or a table of the mesh.',
    ),
  );
}

/** Another product is another block: Slack would keep the tables of the one before. */
function tableFields(product: Product, { tables, whole }: Asked): KnownBlock[] {
  const initial = tables.slice(0, LIMITS.options).map((name) => option(name, optionValue(name)));
  const everything = [option('The whole database, with what it holds when approved', 'whole')];
  return [
    optional(
      input(
        REQUEST_FIELDS.tables(product.key),
        'Tables',
        {
          type: 'multi_external_select',
          action_id: ACTIONS.productTables,
          min_query_length: 0,
          placeholder: { type: 'plain_text', text: 'Type a part of the name' },
          ...(initial.length > 0 && { initial_options: initial }),
        },
        tables.length > LIMITS.options
          ? `Of the ${count(tables.length, 'table')} the first ${LIMITS.options} are picked: the list takes no more at once.`
          : `Of database ${product.databaseName.slice(0, 200)}.`,
      ),
    ),
    optional(
      input(`whole ${optionValue(product.key)}`, 'Or', {
        type: 'checkboxes',
        action_id: 'whole',
        options: everything,
        ...(whole && { initial_options: everything }),
      }),
    ),
  ];
}

function permissionField({ permissions: ticked }: Asked): InputBlock {
  const options = PERMISSIONS.map((name) => option(name, name, ALLOWS[name]));
  const initial = options.filter(({ value }) => ticked.some((name) => name === value));
  return input(
    REQUEST_FIELDS.permissions,
    'Permissions',
    {
      type: 'checkboxes',
      action_id: 'permissions',
      options,
      ...(initial.length > 0 && { initial_options: initial }),
    },
    `Usually ${permissions(['SELECT', 'DESCRIBE'])}.`,
  );
}

function untilField({ until }: Asked): InputBlock {
  return optional(
    input(
      REQUEST_FIELDS.until,
      'Until',
      { type: 'datepicker', action_id: 'until', ...(until !== '' && { initial_date: until }) },
      'Kept in the note; somebody has to end the access then.',
    ),
  );
}
