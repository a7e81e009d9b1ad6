import { setTimeout as delay } from 'node:timers/promises';
import { type Crawler, CreateCrawlerCommand, GetCrawlerCommand, UpdateCrawlerCommand } from '@aws-sdk/client-glue';
import { unless } from '../aws/failures.ts';
import { backoff } from '../aws/grants.ts';
import type { MeshSession } from '../aws/sessions.ts';

/** A crawler that keeps tables of the mesh catalog as their data is. */
export interface CrawlerOrder {
  roleArn: string;
  /** Glue's `cron(…)`, UTC. */
  schedule: string;
  databaseName: string;
  tables: readonly string[];
}

/** A crawler cannot be changed while it runs; how often that is tried. */
const ATTEMPTS = 8;

/** One crawler a database of the mesh. */
function crawlerName(databaseName: string): string {
  return `meshdesk-${databaseName}`.slice(0, 255);
}

/**
 * Makes sure that the database's crawler has this role and schedule and crawls these tables beside those it crawls already:
 * in the mesh account, over the catalog's own tables, updating them and deleting nothing (catalog targets allow no other).
 * Returns its name.
 */
export async function ensureCrawler(mesh: MeshSession, order: CrawlerOrder): Promise<string> {
  const Name = crawlerName(order.databaseName);
  const found = await unless('EntityNotFoundException', undefined, () =>
    mesh.glue.send(new GetCrawlerCommand({ Name })),
  );
  const existing = found?.Crawler;
  const crawled = existing?.Targets?.CatalogTargets?.flatMap((target) => target.Tables ?? []) ?? [];
  const tables = [...new Set([...crawled, ...order.tables])].sort();
  if (existing && isAsOrdered(existing, order) && tables.length === new Set(crawled).size) return Name;
  const input = {
    Name,
    Role: order.roleArn,
    Schedule: order.schedule,
    Description: `Keeps the tables of ${order.databaseName} up to date.`,
    Targets: { CatalogTargets: [{ DatabaseName: order.databaseName, Tables: tables }] },
    SchemaChangePolicy: { UpdateBehavior: 'UPDATE_IN_DATABASE' as const, DeleteBehavior: 'LOG' as const },
    RecrawlPolicy: { RecrawlBehavior: 'CRAWL_EVERYTHING' as const },
  };
  if (!existing) {
    const made = await unless('AlreadyExistsException', undefined, () =>
      mesh.glue.send(new CreateCrawlerCommand(input)),
    );
    return made ? Name : ensureCrawler(mesh, order);
  }
  for (let attempt = 1; ; attempt += 1) {
    const running = attempt < ATTEMPTS ? 'CrawlerRunningException' : [];
    if (await unless(running, undefined, () => mesh.glue.send(new UpdateCrawlerCommand(input)))) return Name;
    await delay(backoff(attempt));
  }
}

function isAsOrdered(existing: Crawler, order: CrawlerOrder): boolean {
  const role = existing.Role === order.roleArn || order.roleArn.endsWith(`/${existing.Role}`);
  return role && existing.Schedule?.ScheduleExpression === order.schedule;
}
