import type { Call } from '../call.ts';
import { ServiceError } from '../errors.ts';
import { policyProblem } from '../policy.ts';
import type { S3Input, S3Output } from '../protocols/rest-xml.ts';
import type { Bucket } from '../state/world.ts';

/** A bucket policy may have 20 KB. */
const MOST_BYTES = 20_480;
const NAME = /^(?!xn--|\d+\.\d+\.\d+\.\d+$)[a-z0-9](?!.*\.\.)[a-z0-9.-]{1,61}[a-z0-9]$/;

function CreateBucket({ Bucket: name, Body }: S3Input, call: Call): S3Output {
  if (!NAME.test(name)) throw new ServiceError('InvalidBucketName', 'The specified bucket is not valid.');
  const region = constraintOf(Body, call.world.region);
  const known = call.world.buckets.get(name);
  if (known !== undefined) {
    if (known.owner !== call.caller.account) {
      throw new ServiceError('BucketAlreadyExists', 'The requested bucket name is not available.', 409);
    }
    // us-east-1 answers its owner with 200 where the other regions say that it exists.
    if (region !== 'us-east-1') {
      const message = 'Your previous request to create the named bucket succeeded and you already own it.';
      throw new ServiceError('BucketAlreadyOwnedByYou', message, 409);
    }
    return { headers: { location: `/${name}` } };
  }
  call.world.buckets.set(name, { name, owner: call.caller.account, region, created: call.now });
  return { headers: { location: `/${name}` } };
}

function HeadBucket(input: S3Input, call: Call): S3Output {
  const bucket = owned(input, call);
  return { headers: { 'x-amz-bucket-region': bucket.region, 'x-amz-access-point-alias': 'false' } };
}

function GetBucketLocation(input: S3Input, call: Call): S3Output {
  const { region } = owned(input, call);
  return { root: 'LocationConstraint', content: region === 'us-east-1' ? '' : region };
}

function DeleteBucket(input: S3Input, call: Call): S3Output {
  call.world.buckets.delete(owned(input, call).name);
  return { status: 204 };
}

function ListBuckets(_input: S3Input, call: Call): S3Output {
  const own = [...call.world.buckets.values()].filter((bucket) => bucket.owner === call.caller.account);
  const names = own.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const list = names.map(
    ({ name, created }) => `<Bucket><Name>${name}</Name><CreationDate>${created.toISOString()}</CreationDate></Bucket>`,
  );
  const owner = `<Owner><ID>${call.caller.account}</ID></Owner>`;
  return { root: 'ListAllMyBucketsResult', content: `<Buckets>${list.join('')}</Buckets>${owner}` };
}

function GetBucketPolicy(input: S3Input, call: Call): S3Output {
  const { policy, name } = ownPolicy(input, call);
  if (policy === undefined) {
    throw new ServiceError('NoSuchBucketPolicy', `The bucket policy does not exist: ${name}`, 404);
  }
  return { content: policy };
}

function PutBucketPolicy(input: S3Input, call: Call): S3Output {
  const bucket = ownPolicy(input, call);
  const problem = policyProblem(input.Body, call.world) ?? resourceProblem(input.Body, bucket.name);
  if (problem !== undefined) throw new ServiceError('MalformedPolicy', problem);
  if (Buffer.byteLength(input.Body) > MOST_BYTES) {
    throw new ServiceError('MalformedPolicy', 'Policy exceeds the maximum allowed document size.');
  }
  if (isPublic(input.Body)) {
    const what = `User: ${call.caller.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::${bucket.name}"`;
    const why = 'because public policies are blocked by the BlockPublicPolicy block public access setting.';
    throw new ServiceError('AccessDenied', `${what} ${why}`, 403);
  }
  bucket.policy = input.Body;
  return { status: 204 };
}

function DeleteBucketPolicy(input: S3Input, call: Call): S3Output {
  ownPolicy(input, call).policy = undefined;
  return { status: 204 };
}

/** The operations of S3 on buckets and their policies. */
export const s3Operations = {
  CreateBucket,
  HeadBucket,
  GetBucketLocation,
  DeleteBucket,
  ListBuckets,
  GetBucketPolicy,
  PutBucketPolicy,
  DeleteBucketPolicy,
};

function existing({ Bucket: name, ExpectedBucketOwner }: S3Input, call: Call): Bucket {
  const bucket = call.world.buckets.get(name);
  if (bucket === undefined) throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404);
  if (ExpectedBucketOwner !== undefined && ExpectedBucketOwner !== bucket.owner) throw denied();
  return bucket;
}

const denied = () => new ServiceError('AccessDenied', 'Access Denied', 403);

function owned(input: S3Input, call: Call): Bucket {
  const bucket = existing(input, call);
  if (bucket.owner !== call.caller.account) throw denied();
  return bucket;
}

/** Only the bucket's own account gets at its policy: others are told that there is no such method. */
function ownPolicy(input: S3Input, call: Call): Bucket {
  const bucket = existing(input, call);
  if (bucket.owner !== call.caller.account) {
    throw new ServiceError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405);
  }
  return bucket;
}

/** The region a CreateBucket asks for; it must be the endpoint's, which in us-east-1 is not named. */
function constraintOf(body: string, region: string): string {
  const asked = /<LocationConstraint>([^<]*)<\/LocationConstraint>/.exec(body)?.[1];
  if (asked === undefined ? region === 'us-east-1' : asked === region && region !== 'us-east-1') return region;
  const message =
    asked === undefined
      ? 'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.'
      : `The specified location-constraint is not valid: ${asked}`;
  throw new ServiceError(
    asked === undefined ? 'IllegalLocationConstraintException' : 'InvalidLocationConstraint',
    message,
  );
}

interface Statement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Resource?: string | string[];
  readonly Condition?: unknown;
}

function statementsOf(policy: string): Statement[] {
  const { Statement: statements }: { Statement: Statement | Statement[] } = JSON.parse(policy);
  return Array.isArray(statements) ? statements : [statements];
}

function resourceProblem(policy: string, bucket: string): string | undefined {
  const arn = `arn:aws:s3:::${bucket}`;
  const isOwn = (resource: string) => resource === arn || resource.startsWith(`${arn}/`);
  const foreign = statementsOf(policy).some(({ Resource }) => ![Resource ?? []].flat(2).every(isOwn));
  return foreign ? 'Policy has invalid resource' : undefined;
}

function isPublic(policy: string): boolean {
  return statementsOf(policy).some(({ Effect, Principal, Condition }) => {
    const anyone = Principal === '*' || JSON.stringify(Principal)?.includes('"*"');
    return Effect === 'Allow' && anyone && Condition === undefined;
  });
}
