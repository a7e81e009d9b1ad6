import type {
  CreateLFTagRequest,
  DeleteLFTagRequest,
  GetLFTagRequest,
  ListLFTagsRequest,
  UpdateLFTagRequest,
} from '@aws-sdk/client-lakeformation';
import { type Call, catalogOf } from '../call.ts';
import { entityNotFound, insufficientPermission, invalidInput, ServiceError } from '../errors.ts';
import { pageOf } from '../pages.ts';
import type { Account } from '../state/world.ts';
import type { Checked } from '../validate.ts';
import { canDescribe, isAdmin } from './access.ts';

/** A catalog has at most 1000 LF-tags, an LF-tag at most 1000 values. */
const MOST_TAGS = 1000;
const MOST_VALUES = 1000;
const PAGE = 1000;

/** Lake Formation stores the keys and values of LF-tags in lower case. */
const fold = (text: string) => text.toLowerCase();

export function CreateLFTag(input: Checked<CreateLFTagRequest>, call: Call) {
  const account = administered(call, input.CatalogId, 'CREATE_TAG');
  const key = fold(input.TagKey);
  if (account.lake.tags.has(key)) throw invalidInput('Tag key already exists');
  if (account.lake.tags.size >= MOST_TAGS) {
    throw new ServiceError('ResourceNumberLimitExceededException', `A catalog has at most ${MOST_TAGS} LF-tags.`);
  }
  account.lake.tags.set(key, [...new Set(input.TagValues.map(fold))]);
  return {};
}

export function GetLFTag(input: Checked<GetLFTagRequest>, call: Call) {
  const account = described(call, input.CatalogId);
  return { CatalogId: account.id, TagKey: fold(input.TagKey), TagValues: valuesOf(account, input.TagKey) };
}

export function UpdateLFTag(input: Checked<UpdateLFTagRequest>, call: Call) {
  const account = administered(call, input.CatalogId, 'ALTER');
  const key = fold(input.TagKey);
  const values = valuesOf(account, input.TagKey);
  const add = (input.TagValuesToAdd ?? []).map(fold);
  const remove = (input.TagValuesToDelete ?? []).map(fold);
  if (add.length + remove.length === 0) throw invalidInput('TagValuesToAdd or TagValuesToDelete must be given.');
  if (add.some((value) => remove.includes(value))) throw invalidInput('A value cannot be added and deleted at once.');
  const unknown = remove.filter((value) => !values.includes(value));
  if (unknown.length > 0) throw invalidInput(`Tag ${key} has no value ${unknown.join(', ')}.`);
  const left = [...new Set([...values.filter((value) => !remove.includes(value)), ...add])];
  if (left.length === 0) throw invalidInput('An LF-tag must keep a value.');
  if (left.length > MOST_VALUES) throw invalidInput(`An LF-tag has at most ${MOST_VALUES} values.`);
  account.lake.tags.set(key, left);
  for (const value of remove) unassign(account, key, value);
  return {};
}

export function DeleteLFTag(input: Checked<DeleteLFTagRequest>, call: Call) {
  const account = administered(call, input.CatalogId, 'DROP');
  const key = fold(input.TagKey);
  for (const value of valuesOf(account, input.TagKey)) unassign(account, key, value);
  account.lake.tags.delete(key);
  return {};
}

export function ListLFTags(input: Checked<ListLFTagsRequest>, call: Call) {
  const account = described(call, input.CatalogId);
  const LFTags = [...account.lake.tags].map(([TagKey, TagValues]) => ({ CatalogId: account.id, TagKey, TagValues }));
  const scope = `ListLFTags/${account.id}`;
  const page = pageOf(LFTags, { nextToken: input.NextToken, maxResults: input.MaxResults, most: PAGE, scope });
  return { LFTags: page.items, NextToken: page.nextToken };
}

function valuesOf(account: Account, key: string): string[] {
  const values = account.lake.tags.get(fold(key));
  if (values === undefined) throw entityNotFound(`Tag key ${key} does not exist.`);
  return values;
}

/** Takes a value off everything that has it. */
function unassign(account: Account, key: string, value: string) {
  for (const { own, columns } of account.lake.assignments.values()) {
    for (const tags of [own, ...columns.values()]) if (tags.get(key) === value) tags.delete(key);
  }
}

function administered(call: Call, catalogId: string | undefined, what: string): Account {
  const account = catalogOf(call, catalogId);
  if (!isAdmin(account, call.caller)) throw insufficientPermission(what, what === 'CREATE_TAG' ? 'Catalog' : 'Tag');
  return account;
}

/** LF-tags are seen by everybody in their account who sees anything of its catalog, and by nobody else. */
function described(call: Call, catalogId: string | undefined): Account {
  const account = catalogOf(call, catalogId);
  const own = call.caller.account === account.id;
  if (!own || !(isAdmin(account, call.caller) || canDescribe(call, account, { kind: 'catalog' }))) {
    throw insufficientPermission('DESCRIBE', 'Tag');
  }
  return account;
}
