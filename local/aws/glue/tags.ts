import type { GetTagsRequest, TagResourceRequest, UntagResourceRequest } from '@aws-sdk/client-glue';
import type { Call } from '../call.ts';
import { accessDenied, entityNotFound, invalidInput } from '../errors.ts';
import { foldName } from '../state/catalog.ts';
import type { Account } from '../state/world.ts';
import type { Checked } from '../validate.ts';

/** Glue keeps at most 50 tags on a resource. */
const MOST_TAGS = 50;

export const databaseArn = (call: Call, account: Account, name: string) =>
  `arn:aws:glue:${call.world.region}:${account.id}:database/${name}`;
export const crawlerArn = (call: Call, account: Account, name: string) =>
  `arn:aws:glue:${call.world.region}:${account.id}:crawler/${name}`;

export function TagResource(input: Checked<TagResourceRequest>, call: Call) {
  const { account, arn } = taggable(call, input.ResourceArn);
  const tags = new Map(account.catalog.tags.get(arn));
  for (const [key, value] of Object.entries(input.TagsToAdd)) {
    if (key.toLowerCase().startsWith('aws:')) throw invalidInput('Tag keys may not start with aws:.');
    tags.set(key, value);
  }
  if (tags.size > MOST_TAGS) throw invalidInput(`A resource has at most ${MOST_TAGS} tags.`);
  account.catalog.tags.set(arn, tags);
  return {};
}

export function UntagResource(input: Checked<UntagResourceRequest>, call: Call) {
  const { account, arn } = taggable(call, input.ResourceArn);
  for (const key of input.TagsToRemove) account.catalog.tags.get(arn)?.delete(key);
  return {};
}

export function GetTags(input: Checked<GetTagsRequest>, call: Call) {
  const { account, arn } = taggable(call, input.ResourceArn);
  return { Tags: Object.fromEntries(account.catalog.tags.get(arn) ?? []) };
}

/** Of the catalog's resources Glue tags databases and crawlers; tables cannot be tagged. */
function taggable(call: Call, given: string): { account: Account; arn: string } {
  const found = /^arn:aws:glue:([^:]*):(\d{12}):(database|crawler)\/([^/]+)$/.exec(given);
  if (found === null) throw invalidInput(`Resource type of ${given} is not supported for tagging.`);
  const [, region, id, type, name] = found as unknown as [string, string, string, 'database' | 'crawler', string];
  const account = call.world.accounts.get(id);
  if (account === undefined || id !== call.caller.account) {
    throw accessDenied(`User: ${call.caller.arn} is not authorized to perform: glue:${call.operation} on ${given}`);
  }
  if (region !== call.world.region) throw invalidInput(`Resource ${given} is not in ${call.world.region}.`);
  const known =
    type === 'database' ? account.catalog.databases.has(foldName(name)) : account.catalog.crawlers.has(name);
  if (!known) throw entityNotFound(`Resource ${given} not found.`);
  return { account, arn: type === 'database' ? databaseArn(call, account, foldName(name)) : given };
}
