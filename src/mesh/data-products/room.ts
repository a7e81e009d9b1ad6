import type { Table } from '@aws-sdk/client-glue';
import type { GrantFailure } from '../aws/grants.ts';
import { type MeshSession, meshRoleArn, roleArn } from '../aws/sessions.ts';
import type { MeshDesk } from '../desk.ts';
import { type S3Place, serviceLinkedRole } from './locations.ts';
import type { ProductOrder } from './parameters.ts';

/** Everything that the making of data products works with. */
export interface Room {
  order: ProductOrder;
  /** 12 digits, the producer. */
  accountId: string;
  meshAccountId: string;
  producer: MeshSession;
  mesh: MeshSession;
  principals: {
    /** The producer's admin role in the mesh account: it creates tables at the locations. */
    admin: string;
    /** Whoever may see the mesh's public metadata. */
    readOnly: string;
    /** What reads the locations. */
    location: string;
    crawler: string | null;
  };
}

/** A table that is offered, and what goes with it. */
export interface Offer {
  name: string;
  table: Table;
  link: string;
  /** Null: the table's data are not in S3. */
  place: S3Place | null;
}

/** Name of the role that every consumer reads public metadata with (DATA_MESH_READONLY_ROLENAME). */
const READ_ONLY_ROLE = 'DataMeshAdminReadOnly';

/** ARN of the role that may see the mesh's public metadata. */
export function readOnlyArn(meshAccountId: string): string {
  return roleArn(meshAccountId, READ_ONLY_ROLE);
}

/** What became of the tables so far; the first failure of a table counts. */
export class Failures {
  readonly #failures = new Map<string, GrantFailure>();

  add(table: string, failure: GrantFailure) {
    if (!this.#failures.has(table)) this.#failures.set(table, failure);
  }

  of(table: string): GrantFailure | undefined {
    return this.#failures.get(table);
  }

  /** Those of `offers` that have not failed. */
  without<O extends { name: string }>(offers: readonly O[]): O[] {
    return offers.filter((offer) => !this.#failures.has(offer.name));
  }
}

/** Opens both sessions. Throws AccountUnreachable. */
export async function openRoom(
  desk: MeshDesk,
  who: { accountId: string; actor: string },
  order: ProductOrder,
): Promise<Room> {
  const as = { ...who, role: 'producer' } as const;
  const [producer, mesh] = await Promise.all([desk.sessions.inAccount(as), desk.sessions.inMesh(as)]);
  return {
    order,
    accountId: who.accountId,
    meshAccountId: desk.meshAccountId,
    producer,
    mesh,
    principals: {
      admin: meshRoleArn(desk.meshAccountId, 'producer', who.accountId),
      readOnly: readOnlyArn(desk.meshAccountId),
      location: order.locationRoleArn ?? serviceLinkedRole(desk.meshAccountId),
      crawler: order.crawler?.roleArn ?? null,
    },
  };
}
