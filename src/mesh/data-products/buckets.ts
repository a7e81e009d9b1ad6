import { GetBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { unless } from '../aws/failures.ts';
import { type Policy, readPolicy, type Statement, textsOf } from '../aws/policy.ts';
import type { MeshSession } from '../aws/sessions.ts';
import { canonical } from '../canonical.ts';

/** Who may read which part of a bucket. */
export interface Reading {
  bucket: string;
  /** Role of the mesh account. */
  roleArn: string;
  /** Without slashes at their ends. */
  prefixes: readonly string[];
}

/** The most that S3 takes for a policy is 20 KB; ours takes half, so that others find room. */
const MOST_BYTES = 10_000;
const OBJECTS = 'MeshdeskTables';
const LISTING = 'MeshdeskListing';

const underWay = new Map<string, Promise<unknown>>();

/**
 * Lets the role read the prefixes: one read and at most one write of the bucket's policy. Statements of others stay as they
 * are, and prefixes that were allowed before stay allowed. Writers in this process take turns; S3 knows no conditional write.
 */
export async function allowReading(producer: MeshSession, reading: Reading): Promise<void> {
  const before = underWay.get(reading.bucket) ?? Promise.resolve();
  const turn = before.catch(() => undefined).then(() => mergePolicy(producer, reading));
  underWay.set(reading.bucket, turn);
  try {
    await turn;
  } finally {
    if (underWay.get(reading.bucket) === turn) underWay.delete(reading.bucket);
  }
}

async function mergePolicy(producer: MeshSession, reading: Reading): Promise<void> {
  const { bucket: Bucket } = reading;
  const found = await unless('NoSuchBucketPolicy', undefined, () =>
    producer.s3.send(new GetBucketPolicyCommand({ Bucket })),
  );
  const current = found?.Policy ? readPolicy(found.Policy) : null;
  const merged = mergedPolicy(current, reading);
  if (current && canonical(current) === canonical(merged)) return;
  await producer.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(merged) }));
}

/** `current` with our two statements for the role brought up to date. Pure. */
export function mergedPolicy(current: Policy | null, { bucket, roleArn, prefixes }: Reading): Policy {
  const statements = current?.Statement ?? [];
  const mine = (sid: string) => statements.find((statement) => statement.Sid === sidFor(sid, roleArn));
  const all = fitting([...prefixes, ...prefixesOf(mine(OBJECTS), bucket)]);
  const arn = `arn:aws:s3:::${bucket}`;
  const Principal = { AWS: roleArn };
  const ours = [
    {
      Sid: sidFor(OBJECTS, roleArn),
      Effect: 'Allow',
      Principal,
      Action: ['s3:GetObject'],
      Resource: all.map((prefix) => (prefix ? `${arn}/${prefix}/*` : `${arn}/*`)),
    },
    {
      Sid: sidFor(LISTING, roleArn),
      Effect: 'Allow',
      Principal,
      Action: ['s3:ListBucket'],
      Resource: [arn],
      ...(!all.includes('') && {
        Condition: { StringLike: { 's3:prefix': all.flatMap((prefix) => [prefix, `${prefix}/*`]) } },
      }),
    },
  ];
  const sids = new Set(ours.map((statement) => statement.Sid));
  const others = statements.filter((statement) => !sids.has(statement.Sid ?? ''));
  return { Version: '2012-10-17', ...current, Statement: [...others, ...ours] };
}

/** One for each role: letters and digits only, as policies want it. */
function sidFor(name: string, roleArn: string): string {
  return `${name}${roleArn.replace(/^arn:aws[\w-]*:iam::/, '').replace(/[^A-Za-z0-9]/g, '')}`.slice(0, 128);
}

/** The prefixes that a statement of ours allows. */
function prefixesOf(statement: Statement | undefined, bucket: string): string[] {
  const start = `arn:aws:s3:::${bucket}/`;
  return textsOf(statement?.Resource).flatMap((arn) =>
    arn.startsWith(start) ? [arn.slice(start.length).replace(/\/?\*$/, '')] : [],
  );
}

/** The prefixes, none within another; where they would not fit, the deepest give way to what they are all in. */
function fitting(prefixes: readonly string[]): string[] {
  let all = withoutInner(prefixes);
  while (bytes(all) > MOST_BYTES) {
    const depth = Math.max(...all.map(depthOf));
    if (depth === 0) return [''];
    all = withoutInner(all.map((prefix) => (depthOf(prefix) === depth ? parentOf(prefix) : prefix)));
  }
  return all;
}

const bytes = (prefixes: readonly string[]) =>
  prefixes.reduce((sum, prefix) => sum + 3 * Buffer.byteLength(prefix) + 40, 0);
const depthOf = (prefix: string) => (prefix === '' ? 0 : prefix.split('/').length);
const parentOf = (prefix: string) => prefix.split('/').slice(0, -1).join('/');

function withoutInner(prefixes: readonly string[]): string[] {
  const outer: string[] = [];
  for (const prefix of [...new Set(prefixes)].sort()) {
    if (!outer.some((one) => one === '' || prefix.startsWith(`${one}/`))) outer.push(prefix);
  }
  return outer;
}
