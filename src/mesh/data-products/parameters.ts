import * as z from 'zod';
import { checked, glueName } from '../input.ts';
import { tablePattern } from '../pattern.ts';
import { isSchedule, SCHEDULE_FORM } from './cron.ts';
import { meshDatabaseOf } from './mesh-database.ts';

/** What data products are made of, with the names and defaults of the specification (`create_data_products`). */
export interface ProductParameters {
  sourceDatabaseName: string;
  /** A table name, or an RE2 expression for whole names; absent: every table. */
  tableNameRegex?: string;
  /** Becomes the LF-tag `Domain`. */
  domain?: string;
  /** Becomes the LF-tag `DataProduct`; without it only direct grants are possible. */
  dataProductName?: string;
  /** Whether everybody in the mesh may see the metadata; they may unless told otherwise. */
  createPublicMetadata?: boolean;
  /** Glue's `cron(…)`, UTC; with a crawler role and no schedule: every 4 hours. */
  syncMeshCatalogSchedule?: string;
  /** Role of a crawler in the mesh account that keeps the metadata up to date; absent: it is not. */
  syncMeshCrawlerRoleArn?: string;
  /** The database in the mesh; absent: `<source>-<account>`. */
  exposeDataMeshDbName?: string;
  /** Of the resource links in the producer's account; `_link` unless told. */
  exposeTableReferencesWithSuffix?: string;
  /** Role of the mesh account that reads the tables' locations; absent: Lake Formation's service-linked role. */
  locationRoleArn?: string;
}

/** The parameters with the specification's defaults filled in. */
export interface ProductOrder extends ProductParameters {
  createPublicMetadata: boolean;
  /** The database in the mesh, and the one of the links in the producer's account. */
  meshDatabaseName: string;
  suffix: string;
  /** Whether links are made; a migration makes them itself. */
  linked: boolean;
  crawler: { roleArn: string; schedule: string } | null;
  /** The source tables that are meant, whatever matches by now; absent: not said yet. */
  meant?: readonly string[];
}

/** The specification's schedule where there is a crawler role and no schedule. */
const EVERY_FOUR_HOURS = 'cron(0 0/4 * * ? *)';

/** Lake Formation, LFTagValue. */
const TAG_VALUE = 'a text of 1 to 256 letters, digits, spaces and _.:*/=+-@%';
const tagValue = z
  .string(TAG_VALUE)
  .trim()
  .min(1, TAG_VALUE)
  .max(256, TAG_VALUE)
  .regex(/^[\p{L}\p{Z}\p{N}_.:*/=+\-@%]+$/u, TAG_VALUE);
const ROLE = 'the ARN of an IAM role, as in arn:aws:iam::555555555555:role/Crawler';
const roleArn = z.string(ROLE).regex(/^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, ROLE);
const SUFFIX = 'a text of at most 100 characters, without slashes or line breaks';
/** The specification's ending of the links. */
export const LINK_SUFFIX = '_link';
/** Taken where a name that ends with it would be. */
const suffix = z
  .string(SUFFIX)
  .max(100, SUFFIX)
  .refine((text) => glueName.safeParse(`t${text}`).success, SUFFIX)
  .transform((text) => text.toLowerCase());

const schema = z.strictObject({
  sourceDatabaseName: glueName,
  tableNameRegex: tablePattern.optional(),
  domain: tagValue.optional(),
  dataProductName: tagValue.optional(),
  createPublicMetadata: z.boolean('true or false').default(true),
  syncMeshCatalogSchedule: z.string(SCHEDULE_FORM).refine(isSchedule, SCHEDULE_FORM).optional(),
  syncMeshCrawlerRoleArn: roleArn.optional(),
  exposeDataMeshDbName: glueName.optional(),
  exposeTableReferencesWithSuffix: suffix.default(LINK_SUFFIX),
  locationRoleArn: roleArn.optional(),
});

/** Looked at whatever else is wrong, so that all of it can be told at once. */
const when = ({ issues }: z.core.ParsePayload) => issues.every(({ code }) => code !== 'invalid_type');

/** The parameters, and what they have to be together. */
const orderOf = (accountId: string) =>
  schema
    .refine(
      ({ syncMeshCatalogSchedule: schedule, syncMeshCrawlerRoleArn: role }) =>
        schedule === undefined || role !== undefined,
      { path: ['syncMeshCrawlerRoleArn'], error: 'a crawler role, since there is a schedule', when },
    )
    .refine(
      (given) =>
        given.exposeTableReferencesWithSuffix !== '' || meshDatabaseOf(given, accountId) !== given.sourceDatabaseName,
      {
        path: ['exposeTableReferencesWithSuffix'],
        error: 'a suffix: the links stand in the same database as the tables',
        when,
      },
    )
    .refine((given) => given.exposeDataMeshDbName !== undefined || meshDatabaseOf(given, accountId).length <= 255, {
      path: ['exposeDataMeshDbName'],
      error: 'a name of at most 255 characters: the source, a dash and the account have more',
      when,
    });

/** Reads the parameters. Throws InvalidParameter. */
export function checkedOrder(parameters: ProductParameters, accountId: string): ProductOrder {
  const given = checked('', orderOf(accountId), parameters);
  const { syncMeshCrawlerRoleArn: role, syncMeshCatalogSchedule: schedule } = given;
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as typeof given;
  return {
    ...(defined as ProductParameters),
    createPublicMetadata: given.createPublicMetadata,
    meshDatabaseName: meshDatabaseOf(given, accountId),
    suffix: given.exposeTableReferencesWithSuffix,
    linked: true,
    crawler: role === undefined ? null : { roleArn: role, schedule: schedule ?? EVERY_FOUR_HOURS },
  };
}

/** Every parameter that is wrong, by its name, with what it has to be. */
export function problemsOf(parameters: ProductParameters, accountId: string): Record<string, string> {
  const issues = orderOf(accountId).safeParse(parameters).error?.issues ?? [];
  // Of several about the same, the first stays.
  return Object.fromEntries(issues.map(({ path: [name], message }) => [String(name), message]).reverse());
}
