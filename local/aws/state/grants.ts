import type { Permission } from '@aws-sdk/client-lakeformation';

/** The name under which Lake Formation lists a grant on all tables of a database. */
export const ALL_TABLES = 'ALL_TABLES';

/** The columns that a SELECT covers: all, all but some, or some. */
export type Columns =
  | { readonly kind: 'all' }
  | { readonly kind: 'except'; readonly names: readonly string[] }
  | { readonly kind: 'only'; readonly names: readonly string[]; readonly grantable: boolean };

/** LF-tag expression: every key must match one of its values. */
export type TagExpression = readonly { readonly key: string; readonly values: readonly string[] }[];

/** What a grant is on. `table` is a folded name or ALL_TABLES. SELECT on a table is always kept as `columns`. */
export type LakeResource =
  | { readonly kind: 'catalog' }
  | { readonly kind: 'database'; readonly database: string }
  | { readonly kind: 'table'; readonly database: string; readonly table: string }
  | { readonly kind: 'columns'; readonly database: string; readonly table: string; readonly columns: Columns }
  | { readonly kind: 'filter'; readonly database: string; readonly table: string; readonly name: string }
  | { readonly kind: 'location'; readonly arn: string; readonly catalog: string }
  | { readonly kind: 'tag'; readonly key: string; readonly values: readonly string[] }
  | { readonly kind: 'policy'; readonly type: 'DATABASE' | 'TABLE'; readonly expression: TagExpression };

/** What one principal holds on one resource by the word of one account. Never changed: replaced. */
export interface Grant {
  readonly principal: string;
  readonly resource: LakeResource;
  readonly permissions: readonly Permission[];
  readonly grantable: readonly Permission[];
  /** The account whose principal granted it: the catalog's owner, or an account that passes on what it was granted. */
  readonly granter: string;
  readonly updated: Date;
  readonly updatedBy: string;
}

/** The thing a grant is about, coarser than the resource: a table's columns and filters belong to the table. */
export function entityOf(resource: LakeResource): string {
  switch (resource.kind) {
    case 'catalog':
      return 'catalog';
    case 'database':
      return `database/${resource.database}`;
    case 'table':
    case 'columns':
    case 'filter':
      return `table/${resource.database}/${resource.table}`;
    case 'location':
      return `location/${resource.arn}`;
    case 'tag':
      return `tag/${resource.key}`;
    case 'policy':
      return `policy/${resource.type}`;
  }
}

/** Tells resources of one entity apart; column lists are one resource for a principal, and so merge. */
function partOf(resource: LakeResource): string {
  switch (resource.kind) {
    case 'columns':
      return resource.columns.kind === 'only' ? `columns/${resource.columns.grantable}` : 'columns';
    case 'filter':
      return `filter/${resource.name}`;
    case 'tag':
      return resource.values.toSorted().join(',');
    case 'policy':
      return JSON.stringify(resource.expression);
    default:
      return '';
  }
}

const keyOf = (grant: Pick<Grant, 'principal' | 'resource' | 'granter'>) =>
  [grant.granter, grant.principal, entityOf(grant.resource), partOf(grant.resource)].join('\n');

/** The grants on one account's catalog, found by entity and by principal without a walk through all of them. */
export class GrantStore {
  readonly #all = new Map<string, Grant>();
  readonly #byEntity = new Map<string, Map<string, Grant>>();
  readonly #byPrincipal = new Map<string, Map<string, Grant>>();
  #recent: { readonly at: number; readonly key: string; readonly before: Grant | undefined }[] = [];

  get size(): number {
    return this.#all.size;
  }

  find(grant: Pick<Grant, 'principal' | 'resource' | 'granter'>): Grant | undefined {
    return this.#all.get(keyOf(grant));
  }

  all(): Iterable<Grant> {
    return this.#all.values();
  }

  ofEntity(entity: string): Iterable<Grant> {
    return this.#byEntity.get(entity)?.values() ?? [];
  }

  ofPrincipal(principal: string): Iterable<Grant> {
    return this.#byPrincipal.get(principal)?.values() ?? [];
  }

  /** Stores `grant` in place of what the principal held on that resource; one with nothing in it is removed. */
  put(grant: Grant, lagging: boolean): void {
    if (grant.permissions.length === 0 && grant.grantable.length === 0) {
      this.remove(grant, lagging);
      return;
    }
    const key = keyOf(grant);
    if (lagging) this.#recent.push({ at: grant.updated.getTime(), key, before: this.#all.get(key) });
    this.#all.set(key, grant);
    indexed(this.#byEntity, entityOf(grant.resource)).set(key, grant);
    indexed(this.#byPrincipal, grant.principal).set(key, grant);
  }

  remove(grant: Pick<Grant, 'principal' | 'resource' | 'granter' | 'updated'>, lagging: boolean): void {
    const key = keyOf(grant);
    const before = this.#all.get(key);
    if (before === undefined) return;
    if (lagging) this.#recent.push({ at: grant.updated.getTime(), key, before });
    this.#all.delete(key);
    this.#byEntity.get(entityOf(grant.resource))?.delete(key);
    this.#byPrincipal.get(grant.principal)?.delete(key);
  }

  /** The grants as they were at `time` (ms), as far as changes since were stored as lagging. */
  asOf(time: number): Grant[] {
    this.#recent = this.#recent.filter((change) => change.at > time);
    if (this.#recent.length === 0) return [...this.#all.values()];
    const view = new Map<string, Grant>(this.#all);
    for (const change of this.#recent.toReversed()) {
      if (change.before === undefined) view.delete(change.key);
      else view.set(change.key, change.before);
    }
    return [...view.values()];
  }
}

function indexed(index: Map<string, Map<string, Grant>>, name: string): Map<string, Grant> {
  let found = index.get(name);
  if (found === undefined) {
    found = new Map();
    index.set(name, found);
  }
  return found;
}
