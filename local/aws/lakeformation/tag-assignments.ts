import type {
  AddLFTagsToResourceRequest,
  ColumnLFTag,
  GetResourceLFTagsRequest,
  LFTagPair,
  RemoveLFTagsFromResourceRequest,
  Resource,
  SearchTablesByLFTagsRequest,
} from '@aws-sdk/client-lakeformation';
import { type Call, catalogOf } from '../call.ts';
import { insufficientPermission, invalidInput, ServiceError } from '../errors.ts';
import { pageOf } from '../pages.ts';
import { foldName } from '../state/catalog.ts';
import { ALL_TABLES } from '../state/grants.ts';
import type { Account } from '../state/world.ts';
import type { Checked } from '../validate.ts';
import { canDescribe, isAdmin, matchesExpression } from './access.ts';
import { effectiveTags } from './effective-tags.ts';
import { knownTags, locate } from './resource.ts';

/** A database, table or column has at most 50 LF-tags. */
const MOST_ASSIGNED = 50;
const PAGE = 100;

/** What LF-tags can be put on. */
interface Tagged {
  readonly account: Account;
  readonly database: string;
  readonly table: string | undefined;
  readonly columns: readonly string[];
}

export function AddLFTagsToResource(input: Checked<AddLFTagsToResourceRequest>, call: Call) {
  const tagged = taggedBy(call, input.CatalogId, input.Resource);
  return eachTag(call, tagged, input.LFTags, (tags, key, value) => {
    if (!tags.has(key) && tags.size >= MOST_ASSIGNED)
      throw invalidInput(`A resource has at most ${MOST_ASSIGNED} LF-tags.`);
    tags.set(key, value);
  });
}

export function RemoveLFTagsFromResource(input: Checked<RemoveLFTagsFromResourceRequest>, call: Call) {
  const tagged = taggedBy(call, input.CatalogId, input.Resource);
  return eachTag(call, tagged, input.LFTags, (tags, key, value) => {
    if (tags.get(key) !== value)
      throw new ServiceError('EntityNotFoundException', `Tag ${key} is not assigned to the resource.`);
    tags.delete(key);
  });
}

export function GetResourceLFTags(input: Checked<GetResourceLFTagsRequest>, call: Call) {
  const { account, database, table, columns } = taggable(call, input.CatalogId, input.Resource);
  const target =
    table === undefined ? ({ kind: 'database', database } as const) : ({ kind: 'table', database, table } as const);
  if (!canDescribe(call, account, target)) throw insufficientPermission('DESCRIBE', table ?? database);
  const pairs = (tags: ReadonlyMap<string, string>): LFTagPair[] =>
    [...tags].map(([TagKey, value]) => ({ CatalogId: account.id, TagKey, TagValues: [value] }));
  const assigned = input.ShowAssignedLFTags === true;
  const ofDatabase = pairs(effectiveTags(account.lake, database).tags);
  if (table === undefined) return { LFTagOnDatabase: ofDatabase };
  const effective = effectiveTags(account.lake, database, table);
  const own = account.lake.assignments.get(`table/${database}/${table}`);
  const LFTagsOnTable = pairs(assigned ? (own?.own ?? new Map()) : effective.tags);
  const names = columns.length > 0 ? columns : [...effective.columns.keys()];
  const LFTagsOnColumns: ColumnLFTag[] = names.map((Name) => ({
    Name,
    LFTags: pairs((assigned ? own?.columns.get(Name) : (effective.columns.get(Name) ?? effective.tags)) ?? new Map()),
  }));
  return { LFTagOnDatabase: assigned ? [] : ofDatabase, LFTagsOnTable, LFTagsOnColumns };
}

export function SearchTablesByLFTags(input: Checked<SearchTablesByLFTagsRequest>, call: Call) {
  const account = catalogOf(call, input.CatalogId);
  const expression = knownTags(account, input.Expression);
  const found = [...account.catalog.databases.values()].flatMap((database) =>
    [...database.tables.keys()]
      .filter((table) => canDescribe(call, account, { kind: 'table', database: database.name, table }))
      .map((table) => ({ database: database.name, table, ...effectiveTags(account.lake, database.name, table) }))
      .filter(({ tags, columns }) => [tags, ...columns.values()].some((one) => matchesExpression(expression, one))),
  );
  const scope = `SearchTablesByLFTags/${account.id}/${JSON.stringify(expression)}`;
  const page = pageOf(found, { nextToken: input.NextToken, maxResults: input.MaxResults, most: PAGE, scope });
  const pairs = (tags: ReadonlyMap<string, string>): LFTagPair[] =>
    [...tags].map(([TagKey, value]) => ({ CatalogId: account.id, TagKey, TagValues: [value] }));
  return {
    TableList: page.items.map(({ database, table, tags, columns }) => ({
      Table: { CatalogId: account.id, DatabaseName: database, Name: table },
      LFTagOnDatabase: pairs(effectiveTags(account.lake, database).tags),
      LFTagsOnTable: pairs(tags),
      LFTagsOnColumns: [...columns].map(([Name, own]) => ({ Name, LFTags: pairs(own) })),
    })),
    NextToken: page.nextToken,
  };
}

/** Does `act` for every tag; refusals are collected in the answer's Failures while the other tags take effect. */
function eachTag(
  call: Call,
  tagged: Tagged,
  given: readonly Checked<LFTagPair>[],
  act: (tags: Map<string, string>, key: string, value: string) => void,
) {
  const Failures = given.flatMap((tag, index) => {
    try {
      const fault = call.entryFault(index, tagged.table ?? tagged.database);
      if (fault !== undefined) throw fault;
      const [known] = knownTags(tagged.account, [tag]);
      const [value, ...others] = known?.values ?? [];
      if (known === undefined || value === undefined || others.length > 0)
        throw invalidInput('A resource takes one value of an LF-tag.');
      for (const tags of tagMaps(tagged)) act(tags, known.key, value);
      return [];
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return [{ LFTag: tag, Error: { ErrorCode: error.code, ErrorMessage: error.message } }];
    }
  });
  return { Failures };
}

function tagMaps({ account, database, table, columns }: Tagged): Map<string, string>[] {
  const entity = table === undefined ? `database/${database}` : `table/${database}/${table}`;
  const assignment = account.lake.assignments.get(entity) ?? { own: new Map(), columns: new Map() };
  account.lake.assignments.set(entity, assignment);
  if (columns.length === 0) return [assignment.own];
  return columns.map((name) => {
    const tags = assignment.columns.get(name) ?? new Map<string, string>();
    assignment.columns.set(name, tags);
    return tags;
  });
}

function taggedBy(call: Call, catalogId: string | undefined, resource: Checked<Resource>): Tagged {
  const tagged = taggable(call, catalogId, resource);
  if (!isAdmin(tagged.account, call.caller)) throw insufficientPermission('ASSOCIATE', 'Tag');
  return tagged;
}

function taggable(call: Call, catalogId: string | undefined, given: Checked<Resource>): Tagged {
  const { account, resource } = locate(call, catalogId, given);
  if (resource.kind === 'database') return { account, database: resource.database, table: undefined, columns: [] };
  if ((resource.kind === 'table' || resource.kind === 'columns') && resource.table !== ALL_TABLES) {
    const named = resource.kind === 'columns' && resource.columns.kind === 'only' ? resource.columns.names : [];
    return { account, database: resource.database, table: resource.table, columns: named.map(foldName) };
  }
  throw invalidInput('LF-tags can be assigned to databases, tables and columns.');
}
