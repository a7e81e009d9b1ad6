import {
  CreateCrawlerCommand,
  type CreateCrawlerCommandInput,
  CreateDatabaseCommand,
  DeleteCrawlerCommand,
  DeleteResourcePolicyCommand,
  GetCrawlerCommand,
  GetResourcePoliciesCommand,
  GetResourcePolicyCommand,
  GetTagsCommand,
  PutResourcePolicyCommand,
  StartCrawlerCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateCrawlerCommand,
} from '@aws-sdk/client-glue';
import { describe, expect, it } from 'vitest';
import { clockAt, lakeForTests, MESH, RETAIL, userOf } from './support.ts';

const clock = clockAt();
const lake = await lakeForTests({ now: clock.now });
const glue = userOf(lake, MESH).glue;
const policyOf = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
const share = policyOf({
  Effect: 'Allow',
  Principal: { Service: 'ram.amazonaws.com' },
  Action: 'glue:ShareResource',
  Resource: `arn:aws:glue:us-east-1:${MESH}:*/*`,
});

describe('Tags', () => {
  const ResourceArn = `arn:aws:glue:us-east-1:${MESH}:database/shop`;

  it('are put on a database when it is created and later', async () => {
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'shop' }, Tags: { a: '1' } }));
    await glue.send(new TagResourceCommand({ ResourceArn, TagsToAdd: { b: '2', c: '3' } }));
    await glue.send(new UntagResourceCommand({ ResourceArn, TagsToRemove: ['c'] }));
    expect((await glue.send(new GetTagsCommand({ ResourceArn }))).Tags).toEqual({ a: '1', b: '2' });
  });

  it('are refused on tables, on what is not there and in other accounts', async () => {
    const refused = async (arn: string) =>
      glue
        .send(new TagResourceCommand({ ResourceArn: arn, TagsToAdd: { a: '1' } }))
        .catch((error: Error) => error.name);
    expect(await refused(`arn:aws:glue:us-east-1:${MESH}:table/shop/orders`)).toBe('InvalidInputException');
    expect(await refused(`arn:aws:glue:us-east-1:${MESH}:database/nowhere`)).toBe('EntityNotFoundException');
    expect(await refused(`arn:aws:glue:us-east-1:${RETAIL}:database/shop`)).toBe('AccessDeniedException');
  });
});

describe('The resource policy', () => {
  it('is put, read, listed and deleted', async () => {
    await expect(glue.send(new GetResourcePolicyCommand({}))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
    const { PolicyHash } = await glue.send(new PutResourcePolicyCommand({ PolicyInJson: share }));
    expect(await glue.send(new GetResourcePolicyCommand({}))).toMatchObject({ PolicyInJson: share, PolicyHash });
    const { GetResourcePoliciesResponseList } = await glue.send(new GetResourcePoliciesCommand({}));
    expect(GetResourcePoliciesResponseList).toHaveLength(1);
    await glue.send(new DeleteResourcePolicyCommand({}));
    await expect(glue.send(new DeleteResourcePolicyCommand({}))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
  });

  it('is guarded by its hash and by whether it exists', async () => {
    const put = (condition: { PolicyHashCondition?: string; PolicyExistsCondition?: 'MUST_EXIST' | 'NOT_EXIST' }) =>
      glue.send(new PutResourcePolicyCommand({ PolicyInJson: share, ...condition }));
    const failed = { name: 'ConditionCheckFailureException' };
    await expect(put({ PolicyExistsCondition: 'MUST_EXIST' })).rejects.toMatchObject(failed);
    const { PolicyHash = '' } = await put({ PolicyExistsCondition: 'NOT_EXIST' });
    await expect(put({ PolicyExistsCondition: 'NOT_EXIST' })).rejects.toMatchObject(failed);
    await expect(put({ PolicyHashCondition: 'other' })).rejects.toMatchObject(failed);
    await put({ PolicyHashCondition: PolicyHash });
  });

  it.each([
    'no json',
    '[]',
    policyOf({ Effect: 'Allow' }),
    policyOf({ Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'glue:*', Resource: '*' }),
  ])('refuses %s', async (PolicyInJson) => {
    const refused = glue.send(new PutResourcePolicyCommand({ PolicyInJson }));
    await expect(refused).rejects.toMatchObject({ name: 'InvalidInputException' });
  });
});

describe('Crawlers', () => {
  const crawler: CreateCrawlerCommandInput = {
    Name: 'shop',
    Role: `arn:aws:iam::${MESH}:role/crawler`,
    Targets: { CatalogTargets: [{ DatabaseName: 'shop', Tables: ['orders'] }] },
    SchemaChangePolicy: { UpdateBehavior: 'UPDATE_IN_DATABASE', DeleteBehavior: 'LOG' },
    Schedule: 'cron(0 0/4 * * ? *)',
  };
  const create = (more: Partial<CreateCrawlerCommandInput> = {}) =>
    glue.send(new CreateCrawlerCommand({ ...crawler, ...more }));
  const state = async () => (await glue.send(new GetCrawlerCommand({ Name: 'shop' }))).Crawler;

  it('are created, updated in part, run and deleted', async () => {
    await create();
    await expect(create()).rejects.toMatchObject({ name: 'AlreadyExistsException' });
    await glue.send(new UpdateCrawlerCommand({ Name: 'shop', Description: 'four-hourly' }));
    await glue.send(new StartCrawlerCommand({ Name: 'shop' }));
    expect(await state()).toMatchObject({
      State: 'RUNNING',
      Description: 'four-hourly',
      Targets: crawler.Targets,
      Schedule: { ScheduleExpression: crawler.Schedule, State: 'SCHEDULED' },
    });
    const running = { name: 'CrawlerRunningException' };
    await expect(glue.send(new StartCrawlerCommand({ Name: 'shop' }))).rejects.toMatchObject(running);
    await expect(glue.send(new DeleteCrawlerCommand({ Name: 'shop' }))).rejects.toMatchObject(running);
    clock.pass(60_000);
    expect(await state()).toMatchObject({ State: 'READY', LastCrawl: { Status: 'SUCCEEDED' } });
    await glue.send(new DeleteCrawlerCommand({ Name: 'shop' }));
    await expect(state()).rejects.toMatchObject({ name: 'EntityNotFoundException' });
  });

  it.each([
    'cron(0 12 * * ? *)',
    'cron(0/5 * * * ? *)',
    'cron(0/15 8-17 ? * MON-FRI *)',
    'cron(10,40 0 1 JAN ? 2030)',
    'cron(0 3 L * ? *)',
  ])('take the schedule %s', async (Schedule) => {
    await create({ Schedule });
    expect((await state())?.Schedule?.ScheduleExpression).toBe(Schedule);
  });

  it.each([
    'rate(1 hour)',
    '0 0/4 * * ? *',
    'cron(0 0/4 * * *)',
    'cron(0 0/4 * * * *)',
    'cron(0 24 * * ? *)',
    'cron(* * * * ? *)',
    'cron(0/4 * * * ? *)',
    'cron(58,1 * * * ? *)',
    'cron(0 0 32 * ? *)',
    'cron(0 0 ? * FUN *)',
    'cron(x 0 ? * MON *)',
  ])('refuse the schedule %s', async (Schedule) => {
    await expect(create({ Schedule })).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  it('with catalog targets have these alone and delete nothing', async () => {
    const both = { ...crawler.Targets, S3Targets: [{ Path: 's3://shop/' }] };
    await expect(create({ Targets: both })).rejects.toMatchObject({ name: 'InvalidInputException' });
    await expect(create({ SchemaChangePolicy: {} })).rejects.toMatchObject({ name: 'InvalidInputException' });
    await expect(create({ Targets: {} })).rejects.toMatchObject({ name: 'InvalidInputException' });
    await expect(create({ Targets: { S3Targets: [{ Path: 's3://shop/' }] } })).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
  });

  it('that look at new folders only must not change the catalog', async () => {
    const newFolders = create({ RecrawlPolicy: { RecrawlBehavior: 'CRAWL_NEW_FOLDERS_ONLY' } });
    await expect(newFolders).rejects.toMatchObject({ name: 'InvalidInputException' });
  });
});
