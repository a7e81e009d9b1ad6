import {
  CreateDataCellsFilter,
  DeleteDataCellsFilter,
  GetDataCellsFilter,
  ListDataCellsFilter,
  UpdateDataCellsFilter,
} from './filters.ts';
import { BatchGrantPermissions, BatchRevokePermissions, GrantPermissions, RevokePermissions } from './grants.ts';
import { ListPermissions } from './list-permissions.ts';
import { DeregisterResource, DescribeResource, ListResources, RegisterResource } from './locations.ts';
import { GetDataLakeSettings, PutDataLakeSettings } from './settings.ts';
import {
  AddLFTagsToResource,
  GetResourceLFTags,
  RemoveLFTagsFromResource,
  SearchTablesByLFTags,
} from './tag-assignments.ts';
import { CreateLFTag, DeleteLFTag, GetLFTag, ListLFTags, UpdateLFTag } from './tags.ts';

/** The operations of Lake Formation that the stand-in answers. */
export const lakeFormationOperations = {
  RegisterResource,
  DeregisterResource,
  DescribeResource,
  ListResources,
  GrantPermissions,
  RevokePermissions,
  BatchGrantPermissions,
  BatchRevokePermissions,
  ListPermissions,
  GetDataLakeSettings,
  PutDataLakeSettings,
  CreateLFTag,
  GetLFTag,
  UpdateLFTag,
  DeleteLFTag,
  ListLFTags,
  AddLFTagsToResource,
  RemoveLFTagsFromResource,
  GetResourceLFTags,
  SearchTablesByLFTags,
  CreateDataCellsFilter,
  GetDataCellsFilter,
  UpdateDataCellsFilter,
  ListDataCellsFilter,
  DeleteDataCellsFilter,
};
