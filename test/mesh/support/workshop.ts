import { afterEach, beforeEach } from 'vitest';
import type { MeshSession } from '../../../src/mesh/aws/sessions.ts';
import { createDataProducts, type ProductTable } from '../../../src/mesh/data-products/create.ts';
import type { ProductParameters } from '../../../src/mesh/data-products/parameters.ts';
import { MESH, openMesh, RETAIL, type TestMesh } from './mesh.ts';

export const CRAWLER = `arn:aws:iam::${MESH}:role/MeshCrawler`;
export const SERVICE_ROLE = `arn:aws:iam::${MESH}:role/aws-service-role/lakeformation.amazonaws.com/AWSServiceRoleForLakeFormationDataAccess`;

/** A fresh mesh for each test, with retail's sessions in its own account and in the mesh's. */
export interface Workshop {
  mesh: TestMesh;
  producer: MeshSession;
  asMesh: MeshSession;
  /** Makes data products of retail's database `tpcds`, unless told; what is told of each table goes to `told`. */
  create(over?: Partial<ProductParameters>, told?: ProductTable[]): ReturnType<typeof createDataProducts>;
  /** Calls of Glue, Lake Formation, RAM and S3 by name. */
  calls(): Record<string, number>;
  total(): number;
}

/** Opens one before each test of the file, and closes it after. */
export function workshop(): Workshop {
  const who = { accountId: RETAIL, actor: 'slack-U0RITA' };
  const shop = {
    create: (over: Partial<ProductParameters> = {}, told: ProductTable[] = []) =>
      createDataProducts(
        shop.mesh.desk,
        who,
        { sourceDatabaseName: 'tpcds', ...over },
        { onTable: (result) => void told.push(result) },
      ),
    calls: () =>
      Object.fromEntries(Object.entries(shop.mesh.lake.calls().counts).filter(([name]) => !name.startsWith('sts:'))),
    total: () => Object.values(shop.calls()).reduce((sum, count) => sum + count, 0),
  } as Workshop;
  beforeEach(async () => {
    shop.mesh = await openMesh();
    shop.producer = await shop.mesh.sessions.inAccount({ role: 'producer', ...who });
    shop.asMesh = await shop.mesh.asProducer();
  });
  afterEach(() => shop.mesh.close());
  return shop;
}
