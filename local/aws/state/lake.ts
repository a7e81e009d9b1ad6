import type { DataCellsFilter, DataLakeSettings } from '@aws-sdk/client-lakeformation';
import { GrantStore } from './grants.ts';

/** An S3 location that was registered with Lake Formation. */
export interface RegisteredLocation {
  readonly arn: string;
  readonly roleArn: string;
  readonly lastModified: Date;
  readonly withFederation: boolean;
  readonly hybridAccess: boolean;
}

/** LF-tags on one database or table: its own, and those of its columns. Keys and values are lower case. */
export interface TagAssignment {
  readonly own: Map<string, string>;
  readonly columns: Map<string, Map<string, string>>;
}

/** One account's Lake Formation. */
export interface LakeFormation {
  settings: DataLakeSettings;
  readonly grants: GrantStore;
  readonly locations: Map<string, RegisteredLocation>;
  /** Key → the values it may have, in the order they were added. */
  readonly tags: Map<string, string[]>;
  /** Entity (`database/x`, `table/x/y`) → its LF-tags. */
  readonly assignments: Map<string, TagAssignment>;
  /** Keyed `database/table/name`. */
  readonly filters: Map<string, DataCellsFilter>;
}

export function emptyLake(settings: DataLakeSettings): LakeFormation {
  return {
    settings,
    grants: new GrantStore(),
    locations: new Map(),
    tags: new Map(),
    assignments: new Map(),
    filters: new Map(),
  };
}
