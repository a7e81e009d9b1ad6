import type {
  Crawler as CrawlerDescription,
  CrawlerTargets,
  CreateCrawlerRequest,
  DeleteCrawlerRequest,
  GetCrawlerRequest,
  StartCrawlerRequest,
  UpdateCrawlerRequest,
} from '@aws-sdk/client-glue';
import type { Call } from '../call.ts';
import { catalogOf } from '../call.ts';
import { alreadyExists, entityNotFound, invalidInput, ServiceError } from '../errors.ts';
import type { Crawler } from '../state/catalog.ts';
import type { Account } from '../state/world.ts';
import type { Checked } from '../validate.ts';
import { checkSchedule } from './cron.ts';
import { crawlerArn } from './tags.ts';

/** How long a crawl takes by the stand-in's clock; it looks at nothing and succeeds. */
const CRAWL_MS = 1000;

type Settings = Omit<Checked<CreateCrawlerRequest>, 'Tags'>;

export function CreateCrawler(input: Checked<CreateCrawlerRequest>, call: Call) {
  const account = catalogOf(call, undefined);
  if (account.catalog.crawlers.has(input.Name)) throw alreadyExists(`Crawler ${input.Name} already exists.`);
  account.catalog.crawlers.set(input.Name, crawlerFrom(input, call, { creationTime: call.now, version: 1 }));
  if (input.Tags !== undefined) {
    account.catalog.tags.set(crawlerArn(call, account, input.Name), new Map(Object.entries(input.Tags)));
  }
  return {};
}

export function UpdateCrawler(input: Checked<UpdateCrawlerRequest>, call: Call) {
  const { account, crawler } = idle(call, input.Name);
  const { creationTime, version } = crawler;
  // What the request leaves out is absent, never undefined: it stays.
  const merged = { ...settingsOf(crawler), ...input } as Settings;
  account.catalog.crawlers.set(crawler.name, crawlerFrom(merged, call, { creationTime, version: version + 1 }));
  return {};
}

export function GetCrawler(input: Checked<GetCrawlerRequest>, call: Call) {
  return { Crawler: describe(found(call, input.Name).crawler, call) };
}

export function StartCrawler(input: Checked<StartCrawlerRequest>, call: Call) {
  idle(call, input.Name).crawler.startedAt = call.now;
  return {};
}

export function DeleteCrawler(input: Checked<DeleteCrawlerRequest>, call: Call) {
  const { account, crawler } = idle(call, input.Name);
  account.catalog.crawlers.delete(crawler.name);
  account.catalog.tags.delete(crawlerArn(call, account, crawler.name));
  return {};
}

function found(call: Call, name: string): { account: Account; crawler: Crawler } {
  const account = catalogOf(call, undefined);
  const crawler = account.catalog.crawlers.get(name);
  if (crawler === undefined) throw entityNotFound(`Crawler entry with name ${name} does not exist`);
  return { account, crawler };
}

function idle(call: Call, name: string) {
  const one = found(call, name);
  if (isRunning(one.crawler, call)) {
    throw new ServiceError('CrawlerRunningException', `Crawler with name ${name} has already started`);
  }
  return one;
}

const isRunning = ({ startedAt }: Crawler, call: Call) =>
  startedAt !== undefined && call.now.getTime() - startedAt.getTime() < CRAWL_MS;

function crawlerFrom(input: Settings, call: Call, kept: { creationTime: Date; version: number }): Crawler {
  if (!/^(arn:aws:iam::\d{12}:role\/)?[\w+=,.@/-]+$/.test(input.Role))
    throw invalidInput(`Role ${input.Role} is not valid.`);
  if (input.Schedule !== undefined && input.Schedule !== '') checkSchedule(input.Schedule);
  const schemaChangePolicy = {
    UpdateBehavior: input.SchemaChangePolicy?.UpdateBehavior ?? ('UPDATE_IN_DATABASE' as const),
    DeleteBehavior: input.SchemaChangePolicy?.DeleteBehavior ?? ('DEPRECATE_IN_DATABASE' as const),
  };
  const recrawlPolicy = { RecrawlBehavior: input.RecrawlPolicy?.RecrawlBehavior ?? ('CRAWL_EVERYTHING' as const) };
  checkTargets(input.Targets, input.DatabaseName, schemaChangePolicy.DeleteBehavior);
  if (recrawlPolicy.RecrawlBehavior === 'CRAWL_NEW_FOLDERS_ONLY') {
    if (schemaChangePolicy.UpdateBehavior !== 'LOG' || schemaChangePolicy.DeleteBehavior !== 'LOG') {
      throw invalidInput('The SchemaChangePolicy of a crawler with CRAWL_NEW_FOLDERS_ONLY must be LOG.');
    }
  }
  return {
    name: input.Name,
    role: input.Role,
    targets: input.Targets,
    classifiers: input.Classifiers ?? [],
    schemaChangePolicy,
    recrawlPolicy,
    lineage: { CrawlerLineageSettings: input.LineageConfiguration?.CrawlerLineageSettings ?? 'DISABLE' },
    ...(input.DatabaseName !== undefined && { databaseName: input.DatabaseName }),
    ...(input.Description !== undefined && { description: input.Description }),
    ...(input.TablePrefix !== undefined && { tablePrefix: input.TablePrefix }),
    ...(input.Schedule !== undefined && input.Schedule !== '' && { schedule: input.Schedule }),
    ...(input.LakeFormationConfiguration !== undefined && { lakeFormation: input.LakeFormationConfiguration }),
    ...(input.Configuration !== undefined && { configuration: input.Configuration }),
    lastUpdated: call.now,
    ...kept,
  };
}

/** Catalog targets stand alone, and with them nothing is deleted from the catalog; other targets need a database. */
function checkTargets(targets: CrawlerTargets, databaseName: string | undefined, deleteBehavior: string) {
  const kinds = Object.entries(targets).filter(([, list]) => Array.isArray(list) && list.length > 0);
  if (kinds.length === 0) throw invalidInput('Targets must have at least one target.');
  const ofCatalog = kinds.some(([kind]) => kind === 'CatalogTargets');
  if (ofCatalog && kinds.length > 1) throw invalidInput('CatalogTargets cannot be combined with other targets.');
  if (ofCatalog && deleteBehavior !== 'LOG') {
    throw invalidInput('The SchemaChangePolicy of a crawler with CatalogTargets must have DeleteBehavior LOG.');
  }
  if (!ofCatalog && databaseName === undefined) throw invalidInput('DatabaseName must be given.');
}

function settingsOf(crawler: Crawler): Settings {
  return {
    Name: crawler.name,
    Role: crawler.role,
    Targets: crawler.targets as Settings['Targets'],
    Classifiers: crawler.classifiers,
    SchemaChangePolicy: crawler.schemaChangePolicy,
    RecrawlPolicy: crawler.recrawlPolicy,
    LineageConfiguration: crawler.lineage,
    ...(crawler.databaseName !== undefined && { DatabaseName: crawler.databaseName }),
    ...(crawler.description !== undefined && { Description: crawler.description }),
    ...(crawler.tablePrefix !== undefined && { TablePrefix: crawler.tablePrefix }),
    ...(crawler.schedule !== undefined && { Schedule: crawler.schedule }),
    ...(crawler.lakeFormation !== undefined && { LakeFormationConfiguration: crawler.lakeFormation }),
    ...(crawler.configuration !== undefined && { Configuration: crawler.configuration }),
  };
}

function describe(crawler: Crawler, call: Call): CrawlerDescription {
  const { Schedule, ...settings } = settingsOf(crawler);
  const running = isRunning(crawler, call);
  return {
    ...settings,
    State: running ? 'RUNNING' : 'READY',
    CrawlElapsedTime: running && crawler.startedAt ? call.now.getTime() - crawler.startedAt.getTime() : 0,
    CreationTime: crawler.creationTime,
    LastUpdated: crawler.lastUpdated,
    Version: crawler.version,
    ...(Schedule !== undefined && { Schedule: { ScheduleExpression: Schedule, State: 'SCHEDULED' } }),
    ...(crawler.startedAt !== undefined &&
      !running && { LastCrawl: { Status: 'SUCCEEDED', StartTime: crawler.startedAt } }),
  };
}
