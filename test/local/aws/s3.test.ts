import { request } from 'node:http';
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  HeadBucketCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startLake } from '../../../local/aws/lake.ts';
import { authorization, clientsOf, lakeForTests, MESH, RETAIL, userKey, userOf } from './support.ts';

const lake = await lakeForTests();
const s3 = userOf(lake, RETAIL).s3;
const Bucket = 'retail-data';
const policyOf = (statement: object = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${MESH}:root` },
      Action: ['s3:GetObject'],
      Resource: [`arn:aws:s3:::${Bucket}/orders/*`],
      ...statement,
    },
  });
const put = (Policy: string, client = s3) => client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
const get = (client = s3) => client.send(new GetBucketPolicyCommand({ Bucket }));

beforeEach(async () => {
  await s3.send(new CreateBucketCommand({ Bucket }));
});

describe('Buckets', () => {
  it('say where they are', async () => {
    expect((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('us-east-1');
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined();
  });

  it('outside us-east-1 name their region and are created once', async () => {
    const europe = await startLake({ region: 'eu-west-1' });
    onTestFinished(() => europe.close());
    const client = clientsOf(europe, userKey(RETAIL)).s3;
    const create = (LocationConstraint: 'eu-west-1' | 'eu-central-1') =>
      client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
    await expect(create('eu-central-1')).rejects.toMatchObject({ name: 'InvalidLocationConstraint' });
    await create('eu-west-1');
    await expect(create('eu-west-1')).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
    expect((await client.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe('eu-west-1');
  });

  it('belong to one account in the world', async () => {
    const other = userOf(lake, MESH).s3;
    await expect(other.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketAlreadyExists',
    });
    await expect(other.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('that are not there are not found', async () => {
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'nowhere' }))).rejects.toMatchObject({ name: 'NotFound' });
    const policy = s3.send(new GetBucketPolicyCommand({ Bucket: 'nowhere' }));
    await expect(policy).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it.each(['ab', 'Data', 'a_b', 'a..b', '-ab', '10.0.0.1'])('cannot be called %s', async (name) => {
    const refused = s3.send(new CreateBucketCommand({ Bucket: name }));
    await expect(refused).rejects.toMatchObject({ name: 'InvalidBucketName' });
  });

  it('are found by the host name as well', async () => {
    await put(policyOf());
    const answer = await new Promise<string>((resolve, reject) => {
      const headers = {
        host: `${Bucket}.s3.us-east-1.amazonaws.com`,
        authorization: authorization('s3', userKey(RETAIL).accessKeyId),
      };
      request(`${lake.url}/?policy`, { headers }, (response) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve(text));
      })
        .on('error', reject)
        .end();
    });
    expect(answer).toBe(policyOf());
  });
});

describe('Bucket policies', () => {
  it('are put, read back as they were and deleted', async () => {
    await expect(get()).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
    await put(policyOf());
    expect((await get()).Policy).toBe(policyOf());
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    await expect(get()).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
  });

  it.each([
    ['is no JSON', '{'],
    ['has an unknown version', JSON.stringify({ Version: '2020-01-01', Statement: [] })],
    ['has no statement', JSON.stringify({ Version: '2012-10-17', Statement: [] })],
    ['names nobody', policyOf({ Principal: undefined })],
    ['names an account that is not there', policyOf({ Principal: { AWS: '000000000000' } })],
    ['names something that is no principal', policyOf({ Principal: { AWS: 'arn:aws:s3:::x' } })],
    ['has an unknown effect', policyOf({ Effect: 'Perhaps' })],
    ['allows nothing', policyOf({ Action: undefined })],
    ['is about no resource', policyOf({ Resource: undefined })],
    ["is about another's bucket", policyOf({ Resource: 'arn:aws:s3:::retail-data-2/*' })],
    ['is too long', policyOf({ Sid: 'x'.repeat(20_481) })],
  ])('are refused when one %s', async (_, policy) => {
    await expect(put(policy)).rejects.toMatchObject({ name: 'MalformedPolicy' });
  });

  it('may not be public', async () => {
    await expect(put(policyOf({ Principal: '*' }))).rejects.toMatchObject({ name: 'AccessDenied' });
    await put(policyOf({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': MESH } } }));
  });

  it("are the owner's business alone", async () => {
    const other = userOf(lake, MESH).s3;
    await expect(get(other)).rejects.toMatchObject({ name: 'MethodNotAllowed' });
    await expect(put(policyOf(), other)).rejects.toMatchObject({ name: 'MethodNotAllowed' });
  });
});
