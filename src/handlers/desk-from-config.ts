import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { LogLevel, WebClient } from '@slack/web-api';
import type { Config } from '../config.ts';
import { openSessions } from '../mesh/aws/sessions.ts';
import { decidedIn } from '../mesh/decided.ts';
import type { MeshDesk } from '../mesh/desk.ts';
import { meshCatalog } from '../mesh/search/mesh-catalog.ts';
import { sourceCatalog } from '../mesh/search/source-catalog.ts';
import { arrears } from '../mesh/stores/arrears.ts';
import { directory } from '../mesh/stores/directory.ts';
import { documentsOn } from '../mesh/stores/documents.ts';
import { homeStore } from '../mesh/stores/homes.ts';
import { messageStore } from '../mesh/stores/messages.ts';
import { creationStore, importStore, operationStore } from '../mesh/stores/operations.ts';
import { partiesOf } from '../mesh/stores/parties.ts';
import { gatheredReads, singleReads } from '../mesh/stores/reads.ts';
import { subscriptionStore } from '../mesh/stores/subscriptions.ts';
import { refreshCard } from './card.ts';
import { channelTurns } from './channel-turns.ts';
import { foreground } from './foreground.ts';
import type { FrontDesk } from './front-desk.ts';
import { givenUp } from './given-up.ts';
import { publishHome } from './home.ts';
import { people } from './people.ts';
import { redactor } from './redaction.ts';
import { redrawer } from './redraw.ts';
import { refresher } from './refresher.ts';
import { asError } from './request-state.ts';

/** The bot's own client: Meshdesk's table is written by its role and by no other. */
export function ownDocuments({ region }: Config): DynamoDBDocumentClient {
  return documentsOn(new DynamoDBClient({ region, maxAttempts: 5, retryMode: 'adaptive' }));
}

/** Puts the front desk together from the settings. Calls nothing. */
export function deskFromConfig(
  config: Config,
  documents = ownDocuments(config),
  now: () => Date = () => new Date(),
): FrontDesk {
  const logger = loggerFor(config);
  const { meshAccountId, region, externalId, subscriptionsTable, meshdeskTable, slackApiUrl } = config;
  const api = { logLevel: LogLevel.ERROR, ...(slackApiUrl && { slackApiUrl }) };
  const slack = new WebClient(config.slackBotToken, {
    ...api,
    timeout: 2_000,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  const given = givenUp();
  const patientSlack = new WebClient(config.slackBotToken, {
    ...api,
    fetch: given.fetch,
    timeout: 10_000,
    retryConfig: { retries: 3 },
  });
  const reads = gatheredReads(singleReads(documents));
  const operations = operationStore(documents, meshdeskTable, reads);
  const mesh: MeshDesk = {
    decided: decidedIn(operations),
    claimed: operations.claimedOf,
    sessions: openSessions({
      base: 'bot',
      meshAccountId,
      region,
      s3PathStyle: config.s3PathStyle,
      ...(externalId !== undefined && { externalId }),
    }),
    subscriptionsTable,
    meshAccountId,
    region,
    now,
  };
  const desk: FrontDesk = {
    now,
    logger,
    slack,
    postingSlack: new WebClient(config.slackBotToken, {
      ...api,
      timeout: 10_000,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    }),
    patientSlack,
    givenUp: given,
    mesh,
    subscriptions: subscriptionStore(documents, subscriptionsTable, reads),
    operations,
    askers: lazily(async () => (await import('../mesh/stores/askers.ts')).askerStore(documents, meshdeskTable)),
    imports: importStore(documents, meshdeskTable),
    creations: creationStore(documents, meshdeskTable),
    messages: messageStore(documents, meshdeskTable, 'subscription', reads),
    cardLists: lazily(async () => (await import('../mesh/stores/card-lists.ts')).cardLists(documents, meshdeskTable)),
    productMessages: messageStore(documents, meshdeskTable, 'products', reads),
    arrears: arrears(documents, meshdeskTable),
    directory: directory(documents, meshdeskTable),
    people: people(slack, config.admins, now),
    admins: config.admins,
    adminChannel: config.adminChannel,
    foreground: foreground(),
    turns: channelTurns(),
    refresher: refresher(
      (subscriptionId) => refreshCard(desk, subscriptionId),
      (error) => logger.warn('a card could not be refreshed', { error: asError(error) }),
    ),
    productCards: refresher(
      async (productsId) => (await import('./product-card.ts')).refreshProducts(desk, productsId),
      (error) => logger.warn('a creation could not be shown', { error: asError(error) }),
    ),
    offers: lazily(async () => (await import('./offers.ts')).offers(mesh)),
    source: sourceCatalog(mesh),
    catalog: meshCatalog(mesh, () => producersIn(desk)),
    redraw: redrawer(patientSlack),
    parties: partiesOf(reads, meshdeskTable),
    passes: lazily(async () => (await import('../mesh/stores/passes.ts')).passStore(documents, meshdeskTable)),
    watches: lazily(async () => (await import('../mesh/stores/watches.ts')).watchStore(documents, meshdeskTable)),
    viewers: homeStore(documents, meshdeskTable, reads),
    homes: refresher(
      (userId) => publishHome(desk, userId),
      (error) => logger.warn('a Home tab could not be published', { error: asError(error) }),
    ),
  };
  return desk;
}

/** Loaded and made when it is first asked for: most functions never do. */
function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Whatever a library puts into an error, no secret of the settings gets into the log. */
function loggerFor({ logLevel, slackBotToken, slackAppToken, slackSigningSecret, externalId }: Config): Logger {
  const redacted = redactor([slackBotToken, slackAppToken, slackSigningSecret, externalId]);
  return new Logger({
    serviceName: 'meshdesk',
    logLevel,
    jsonReplacerFn: (_key, value) => (typeof value === 'string' ? redacted(value) : value),
  });
}

/** Accounts of the connected producers. */
async function producersIn({ directory }: FrontDesk): Promise<string[]> {
  const accounts: string[] = [];
  for await (const { accountId, producer } of directory.list()) if (producer) accounts.push(accountId);
  return accounts;
}
