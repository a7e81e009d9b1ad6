import type { Permission } from '@aws-sdk/client-lakeformation';
import { invalidInput } from '../errors.ts';

/** The kinds of resources that a permission is valid or not on. */
export type PermissionTarget = 'catalog' | 'database' | 'table' | 'columns' | 'filter' | 'location' | 'tag' | 'link';

/**
 * Which permissions each kind of resource takes, after "Lake Formation permissions reference" in the developer guide.
 * ALL stands first where it exists; `policy` grants take those of the database or table they match.
 */
export const VALID: Readonly<Record<PermissionTarget, readonly Permission[]>> = {
  catalog: ['ALL', 'CREATE_DATABASE', 'CREATE_CATALOG', 'CREATE_LF_TAG', 'CREATE_LF_TAG_EXPRESSION', 'DESCRIBE'],
  database: ['ALL', 'ALTER', 'CREATE_TABLE', 'DESCRIBE', 'DROP'],
  table: ['ALL', 'ALTER', 'DELETE', 'DESCRIBE', 'DROP', 'INSERT', 'SELECT'],
  columns: ['SELECT'],
  filter: ['DESCRIBE', 'DROP', 'SELECT'],
  location: ['DATA_LOCATION_ACCESS'],
  tag: ['ALTER', 'ASSOCIATE', 'DESCRIBE', 'DROP', 'GRANT_WITH_LF_TAG_EXPRESSION'],
  link: ['DESCRIBE', 'DROP'],
};

/** ALL as ListPermissions shows it for an IAM principal: spelled out, SELECT apart (it is listed on the columns). */
export function expandAll(kind: PermissionTarget): readonly Permission[] {
  return VALID[kind].filter((permission) => permission !== 'SELECT');
}

/** Lake Formation's answer to permissions that do not fit the resource, each other, or what is held. */
export const invalidModification = () => invalidInput('Permissions modification is invalid.');
