import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { Account } from '../mesh/account.ts';
import { asWhich, type CreateDraft, readDraft, type Which, writeDraft } from './create-draft.ts';
import { type Entered, readEntered } from './decision/entered.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { dispatching, input, menu, optional, textField } from './inputs.ts';
import { option, optionValue } from './option.ts';
import { line, type Piece, rich } from './rich.ts';
import { type SourcePreview, sourcePreview } from './source-preview.ts';
import { accountName } from './words.ts';

/** What the modal shows that creates data products. */
export interface CreateForm {
  draft: CreateDraft;
  /** Producers that the person may act for. */
  accounts: readonly Account[];
  /** What of the source would be offered; absent: not chosen yet. */
  preview?: SourcePreview;
  /** Why the source cannot be read. */
  trouble?: Piece[];
}

const WHICH: Record<Which, string> = {
  picked: 'Tables that I pick',
  pattern: 'Tables that match a pattern',
  all: 'Every table',
};

/** Presets of Glue's schedules; UTC. */
const SCHEDULES: Record<string, string> = {
  'cron(0 0/4 * * ? *)': 'Every 4 hours',
  'cron(0 * * * ? *)': 'Every hour',
  'cron(0 2 * * ? *)': 'Every day at 02:00 UTC',
  'cron(0 2 ? * MON *)': 'Every Monday at 02:00 UTC',
};

/** Asks for every parameter of `create_data_products`. */
export function createView(form: CreateForm): ModalView {
  const { draft, accounts, preview, trouble } = form;
  return {
    type: 'modal',
    callback_id: VIEWS.create,
    private_metadata: writeDraft(draft),
    title: { type: 'plain_text', text: 'Create data products' },
    submit: { type: 'plain_text', text: 'Create' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      accountField(draft, accounts),
      ...(draft.accountId === undefined ? [] : sourceFields(draft, draft.accountId)),
      ...(trouble === undefined ? [] : [rich(line('⚠️ ', ...trouble))]),
      ...(preview === undefined ? [] : sourcePreview(preview)),
      ...productFields(),
      ...meshFields(draft),
      ...crawlerFields(),
    ],
  };
}

/** Where a parameter of the core has its field, for the errors beside it. */
export function createFieldOf(parameter: string, { accountId = '', database, which }: CreateDraft): string {
  const fields: Record<string, string> = {
    sourceDatabaseName: databaseBlock(accountId),
    tableNameRegex: which === 'pattern' ? 'pattern' : which === 'picked' ? tablesBlock(database) : 'which',
    domain: 'domain',
    dataProductName: 'product',
    createPublicMetadata: 'public',
    exposeDataMeshDbName: 'meshDatabase',
    exposeTableReferencesWithSuffix: 'suffix',
    syncMeshCrawlerRoleArn: 'crawlerRole',
    syncMeshCatalogSchedule: 'ownSchedule',
  };
  return fields[parameter] ?? 'account';
}

/** What was typed and picked, as it is: empty text where nothing was. */
export interface CreateFields {
  accountId: string | undefined;
  /** Values of options; the names behind them have to be looked up. */
  database: string | undefined;
  tables: string[];
  which: Which;
  pattern: string;
  domain: string;
  product: string;
  isPublic: boolean;
  meshDatabase: string;
  suffix: string;
  crawlerRole: string;
  schedule: string | undefined;
  ownSchedule: string;
}

/** What the modal carries, and what stands in its fields. Throws a ZodError or SyntaxError for what it cannot have sent. */
export function readCreateView(view: unknown): { draft: CreateDraft; fields: CreateFields } {
  const { metadata, entered } = readEntered(view);
  return { draft: readDraft(metadata), fields: fieldsOf(entered) };
}

function fieldsOf(entered: Entered): CreateFields {
  return {
    accountId: entered.one(ACTIONS.createAccount),
    database: entered.one(ACTIONS.sourceDatabase),
    tables: entered.many(ACTIONS.sourceTables) ?? [],
    which: asWhich(entered.one(ACTIONS.whichTables)),
    pattern: entered.text(ACTIONS.tablePattern),
    domain: entered.text('domain'),
    product: entered.text('productName'),
    isPublic: (entered.many('public') ?? []).length > 0,
    meshDatabase: entered.text('meshDatabase'),
    suffix: entered.text('suffix'),
    crawlerRole: entered.text('crawlerRole'),
    schedule: entered.one('schedule'),
    ownSchedule: entered.text('ownSchedule'),
  };
}

function accountField({ accountId }: CreateDraft, accounts: readonly Account[]): InputBlock {
  const options = accounts.map((account) => option(accountName(account, account.accountId), account.accountId));
  const element = menu(ACTIONS.createAccount, options, accountId);
  return dispatching(input('account', 'Account', element, 'Whose tables are offered.'));
}

/** Another account is another block, and so is another database: what was chosen before is of the one before. */
function sourceFields(draft: CreateDraft, accountId: string): InputBlock[] {
  const { database, which } = draft;
  const ways = Object.entries(WHICH).map(([value, label]) => option(label, value));
  const [way = option(WHICH.picked, 'picked')] = ways.filter(({ value }) => value === which);
  return [
    dispatching(
      input(databaseBlock(accountId), 'Source database', {
        type: 'external_select',
        action_id: ACTIONS.sourceDatabase,
        min_query_length: 0,
        placeholder: { type: 'plain_text', text: 'Type a part of the name' },
        ...(database !== undefined && { initial_option: option(database, optionValue(database)) }),
      }),
    ),
    dispatching(
      input('which', 'Tables', {
        type: 'radio_buttons',
        action_id: ACTIONS.whichTables,
        options: ways,
        initial_option: way,
      }),
    ),
    ...(which === 'picked' && database !== undefined ? [pickedField(database)] : []),
    ...(which === 'pattern' ? [patternField()] : []),
  ];
}

function pickedField(database: string): InputBlock {
  return input(tablesBlock(database), 'Which tables', {
    type: 'multi_external_select',
    action_id: ACTIONS.sourceTables,
    min_query_length: 0,
    placeholder: { type: 'plain_text', text: 'Type a part of the name' },
  });
}

function patternField(): InputBlock {
  const element = textField(ACTIONS.tablePattern, 2000, '', {
    dispatch_action_config: { trigger_actions_on: ['on_enter_pressed', 'on_character_entered'] },
  });
  const hint = 'A table name, or a regular expression (RE2) for whole names, as in web_.*';
  return dispatching(input('pattern', 'Pattern', element, hint));
}

function productFields(): InputBlock[] {
  const offered = [option('Everybody in the mesh may see what the tables are', 'public')];
  return [
    optional(
      input(
        'product',
        'Data product name',
        textField('productName', 256),
        'Becomes an LF-tag. Without it only direct grants are possible.',
      ),
    ),
    optional(input('domain', 'Domain', textField('domain', 256), 'Becomes an LF-tag, as in sales.')),
    optional(
      input('public', 'Metadata', {
        type: 'checkboxes',
        action_id: 'public',
        options: offered,
        initial_options: offered,
      }),
    ),
  ];
}

function meshFields({ accountId, database }: CreateDraft): InputBlock[] {
  const usual =
    database === undefined ? 'the source, a dash and the account' : `${database}-${accountId}`.slice(0, 140);
  return [
    optional(input('meshDatabase', 'Database in the mesh', textField('meshDatabase', 255), `Empty: ${usual}`)),
    optional(
      input(
        'suffix',
        'Ending of the links',
        textField('suffix', 100, '_link'),
        'Of the tables that are linked back to you, as in orders_link.',
      ),
    ),
  ];
}

function crawlerFields(): KnownBlock[] {
  const presets = Object.entries(SCHEDULES).map(([cron, label]) => option(label, cron));
  return [
    optional(
      input(
        'crawlerRole',
        'Crawler role',
        textField('crawlerRole', 2048, '', {
          placeholder: { type: 'plain_text', text: 'arn:aws:iam::555555555555:role/Crawler' },
        }),
        'In the mesh account. Without it the mesh does not follow changes of the source.',
      ),
    ),
    optional(
      input('schedule', 'Crawler schedule', menu('schedule', presets), 'With a role and no schedule: every 4 hours.'),
    ),
    optional(
      input(
        'ownSchedule',
        'Own schedule',
        textField('ownSchedule', 200),
        'In the place of the above: cron(…) in UTC, as in cron(0 0/4 * * ? *)',
      ),
    ),
  ];
}

function databaseBlock(accountId: string): string {
  return `database ${accountId}`;
}

function tablesBlock(database: string | undefined): string {
  return `tables ${optionValue(database ?? '')}`;
}
