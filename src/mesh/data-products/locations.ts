import { paginateListResources, RegisterResourceCommand } from '@aws-sdk/client-lakeformation';
import { unless } from '../aws/failures.ts';
import type { MeshSession } from '../aws/sessions.ts';

/** An S3 place. */
export interface S3Place {
  bucket: string;
  /** Without slashes at its ends; empty for the whole bucket. */
  prefix: string;
  /** `arn:aws:s3:::<bucket>/<prefix>` */
  arn: string;
}

/** The place of an `s3://`, `s3a://` or `s3n://` location; null when it is none. */
export function s3Place(location: string | null | undefined): S3Place | null {
  const [, bucket, path = ''] = /^s3[an]?:\/\/([^/]+)(?:\/(.*))?$/.exec(location ?? '') ?? [];
  if (bucket === undefined) return null;
  const prefix = path.replace(/^\/+|\/+$/g, '');
  return { bucket, prefix, arn: `arn:aws:s3:::${bucket}${prefix && `/${prefix}`}` };
}

/** The role that Lake Formation reads locations with where no other is given. */
export function serviceLinkedRole(accountId: string): string {
  return `arn:aws:iam::${accountId}:role/aws-service-role/lakeformation.amazonaws.com/AWSServiceRoleForLakeFormationDataAccess`;
}

/** Locations a page of ListResources, the most that Lake Formation gives. */
const LOCATIONS_A_PAGE = 1000;

/** The locations that the session's account has registered. */
export async function registeredLocations(mesh: MeshSession): Promise<Set<string>> {
  const arns = new Set<string>();
  const paged = { client: mesh.lakeFormation, pageSize: LOCATIONS_A_PAGE };
  for await (const page of paginateListResources(paged, {})) {
    for (const { ResourceArn } of page.ResourceInfoList ?? [])
      if (ResourceArn) arns.add(ResourceArn.replace(/\/+$/, ''));
  }
  return arns;
}

/** Registers a location with `roleArn`, or else with the service-linked role. Nothing happens where it is registered. */
export async function registerLocation(mesh: MeshSession, arn: string, roleArn: string | undefined): Promise<void> {
  const by = roleArn === undefined ? { UseServiceLinkedRole: true } : { RoleArn: roleArn };
  await unless('AlreadyExistsException', undefined, () =>
    mesh.lakeFormation.send(new RegisterResourceCommand({ ResourceArn: arn, ...by })),
  );
}

/**
 * Registers locations for whoever asks, each once, and of those within each other the outermost alone. `registered` are there
 * already.
 */
export class Registration {
  readonly #register: (arn: string) => Promise<void>;
  readonly #missing: readonly string[];
  readonly #begun = new Map<string, Promise<void>>();

  constructor(arns: Iterable<string>, registered: Iterable<string>, register: (arn: string) => Promise<void>) {
    this.#register = register;
    this.#missing = outermost(arns, registered);
  }

  /** Comes back when the location is registered, or is within one that is. Throws AwsCallFailed. */
  async of(arn: string): Promise<void> {
    const outer = this.#missing.find((one) => isWithin(arn, one));
    if (outer === undefined) return;
    const registering = this.#begun.get(outer) ?? this.#register(outer);
    this.#begun.set(outer, registering);
    await registering;
  }
}

const isWithin = (arn: string, outer: string) => arn === outer || arn.startsWith(`${outer}/`);

/** The locations that none of `among` contains, shortest first. */
export function outermost(arns: Iterable<string>, among: Iterable<string> = []): string[] {
  const outer = [...among];
  const left: string[] = [];
  for (const arn of [...new Set(arns)].sort((a, b) => a.length - b.length)) {
    if (outer.some((one) => isWithin(arn, one))) continue;
    outer.push(arn);
    left.push(arn);
  }
  return left;
}
