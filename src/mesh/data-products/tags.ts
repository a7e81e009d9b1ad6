import {
  AddLFTagsToResourceCommand,
  CreateLFTagCommand,
  type LFTagPair,
  type Resource,
  UpdateLFTagCommand,
} from '@aws-sdk/client-lakeformation';
import { describeFailure } from '../aws/failures.ts';
import type { MeshSession } from '../aws/sessions.ts';
import { lfTags, type TableTags, type Tags } from '../aws/tags.ts';
import { chunked, grouped } from '../canonical.ts';
import { MeshError } from '../errors.ts';

/** Values a call of CreateLFTag and UpdateLFTag. */
const VALUES_A_CALL = 50;

/** The specification's tags for domain and product (DOMAIN_TAG_KEY, DATA_PRODUCT_TAG_KEY). */
export const DOMAIN_TAG = 'Domain';
export const PRODUCT_TAG = 'DataProduct';

/** A table's own tags with those of the product. Lake Formation keeps keys and values in lower case. */
export function productTags(source: TableTags, product: { domain?: string; dataProductName?: string }): TableTags {
  const { domain, dataProductName } = product;
  return {
    table: {
      ...folded(source.table),
      ...folded({
        ...(domain !== undefined && { [DOMAIN_TAG]: [domain] }),
        ...(dataProductName !== undefined && { [PRODUCT_TAG]: [dataProductName] }),
      }),
    },
    columns: new Map([...source.columns].map(([column, tags]) => [column, folded(tags)])),
  };
}

/** Whether there is any tag at all. */
export function isTagged({ table, columns }: TableTags): boolean {
  return Object.keys(table).length + columns.size > 0;
}

function folded(tags: Tags): Tags {
  return Object.fromEntries(
    Object.entries(tags).map(([key, values]) => [key.toLowerCase(), values.map((value) => value.toLowerCase())]),
  );
}

/** Makes every key and value that is used known to the mesh: one call, and one or more for each key that lacks something. */
export async function defineTags(mesh: MeshSession, catalogId: string, used: Iterable<TableTags>): Promise<void> {
  const wanted = new Map<string, Set<string>>();
  for (const { table, columns } of used) {
    for (const [key, values] of [table, ...columns.values()].flatMap(Object.entries<string[]>)) {
      const all = wanted.get(key) ?? new Set();
      for (const value of values) all.add(value);
      wanted.set(key, all);
    }
  }
  if (wanted.size === 0) return;
  const known = await definedTags(mesh, catalogId);
  await Promise.all(
    [...wanted].map(([key, values]) => define(mesh, catalogId, key, [...values], known.get(key.toLowerCase()))),
  );
}

async function define(
  mesh: MeshSession,
  catalogId: string,
  key: string,
  wanted: string[],
  known: Set<string> | undefined,
) {
  const missing = wanted.filter((value) => !known?.has(value.toLowerCase()));
  const batches = chunked(missing, VALUES_A_CALL);
  const [first] = batches;
  if (!first) return;
  if (!known && (await isMade(mesh, new CreateLFTagCommand({ CatalogId: catalogId, TagKey: key, TagValues: first })))) {
    batches.shift();
  }
  for (const TagValuesToAdd of batches) {
    await mesh.lakeFormation.send(new UpdateLFTagCommand({ CatalogId: catalogId, TagKey: key, TagValuesToAdd }));
  }
}

/** False: somebody else made it meanwhile, which Lake Formation tells in the words of an invalid input. */
async function isMade(mesh: MeshSession, create: CreateLFTagCommand): Promise<boolean> {
  try {
    await mesh.lakeFormation.send(create);
    return true;
  } catch (error) {
    if (/already exists/i.test(describeFailure(error).reason)) return false;
    throw error;
  }
}

async function definedTags(mesh: MeshSession, catalogId: string): Promise<Map<string, Set<string>>> {
  const known = new Map<string, Set<string>>();
  for (const { TagKey, TagValues } of await lfTags(mesh, catalogId)) {
    known.set((TagKey ?? '').toLowerCase(), new Set(TagValues?.map((value) => value.toLowerCase())));
  }
  return known;
}

/** A call of AddLFTagsToResource: for a table, or for columns that lack the same. */
export interface Tagging {
  resource: Resource;
  tags: LFTagPair[];
}

/** What of `wanted` a mesh table and its columns do not have: one for the table, one for each set of columns. */
export function missingTags(
  table: { CatalogId: string; DatabaseName: string; Name: string },
  wanted: TableTags,
  has: TableTags,
): Tagging[] {
  const onTable = pairs(wanted.table, has.table);
  const lacking = [...wanted.columns].flatMap(([column, tags]) => {
    const missing = pairs(tags, has.columns.get(column) ?? {});
    return missing.length > 0 ? [{ column, missing }] : [];
  });
  const byTags = grouped(lacking, ({ missing }) => JSON.stringify(missing));
  return [
    ...(onTable.length > 0 ? [{ resource: { Table: table }, tags: onTable }] : []),
    ...[...byTags.values()].map((columns) => ({
      resource: { TableWithColumns: { ...table, ColumnNames: columns.map(({ column }) => column) } },
      tags: columns[0]?.missing ?? [],
    })),
  ];
}

/** Throws AwsCallFailed. */
export async function attachTags(mesh: MeshSession, taggings: readonly Tagging[]): Promise<void> {
  await Promise.all(taggings.map(({ resource, tags }) => attach(mesh, resource, tags)));
}

async function attach(mesh: MeshSession, Resource: Resource, LFTags: LFTagPair[]): Promise<void> {
  const { Failures } = await mesh.lakeFormation.send(new AddLFTagsToResourceCommand({ Resource, LFTags }));
  const [failure] = Failures ?? [];
  if (!failure) return;
  const { ErrorCode: awsCode = 'Unknown', ErrorMessage: awsMessage = '' } = failure.Error ?? {};
  throw new MeshError('AwsCallFailed', {
    service: 'LakeFormation',
    operation: 'AddLFTagsToResource',
    awsCode,
    awsMessage: `${failure.LFTag?.TagKey}: ${awsMessage}`,
  });
}

function pairs(wanted: Tags, present: Tags): LFTagPair[] {
  const has = folded(present);
  return Object.entries(wanted).flatMap(([TagKey, TagValues]) =>
    has[TagKey.toLowerCase()]?.join() === TagValues.join() ? [] : [{ TagKey, TagValues }],
  );
}
