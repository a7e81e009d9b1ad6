import { readFileSync } from 'node:fs';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Config } from '../../src/config.ts';
import { deskFromConfig } from '../../src/handlers/desk-from-config.ts';
import type { FrontDesk } from '../../src/handlers/front-desk.ts';
import { people } from '../../src/handlers/people.ts';
import { redactor } from '../../src/handlers/redaction.ts';
import { checkAccounts } from './accounts.ts';
import type { Finding } from './finding.ts';
import { checkRequestUrl } from './request-url.ts';
import { readSettings } from './settings.ts';
import { checkAdmins, checkAppToken, checkBotToken, checkChannel, quietSlack } from './slack.ts';
import { checkCaller, checkTables } from './tables.ts';

const MANIFEST = new URL('../../manifest.yml', import.meta.url);

/** Looks at everything that can be looked at from here. Reads only, and never throws for what is amiss. */
export async function examine(env: Record<string, string | undefined>, requestUrl?: string): Promise<Finding[]> {
  const { config, findings } = await readSettings(env);
  if (config === undefined) return findings;
  const desk = quietDesk(config);
  const found = await Promise.all([
    checkBotToken(desk.slack, readFileSync(MANIFEST, 'utf8')),
    wayIn(config, requestUrl),
    checkAdmins(desk),
    checkChannel(desk, "Admins' channel", config.adminChannel),
    checkCaller(desk),
    checkTables(config),
    checkAccounts(desk, config),
  ]);
  desk.mesh.sessions.close();
  const redacted = redactor([config.slackBotToken, config.slackAppToken, config.slackSigningSecret, config.externalId]);
  return [...findings, ...found.flat().map((finding) => ({ ...finding, found: redacted(finding.found) }))];
}

/** How Slack reaches the bot: by signed requests, or over Socket Mode where there is an app token. */
async function wayIn(config: Config, requestUrl: string | undefined): Promise<Finding[]> {
  const { slackAppToken, slackApiUrl, slackSigningSecret } = config;
  const overSocket = slackAppToken === undefined ? [] : [await checkAppToken(slackAppToken, slackApiUrl)];
  if (requestUrl === undefined && overSocket.length > 0) return overSocket;
  return [...overSocket, ...(await checkRequestUrl(requestUrl, slackSigningSecret))];
}

/** The bot's front desk, which logs nothing and has time. */
function quietDesk(config: Config): FrontDesk {
  const desk = deskFromConfig(config);
  const slack = quietSlack(config.slackBotToken, config.slackApiUrl);
  const logger = new Logger({ logLevel: 'SILENT' });
  return { ...desk, logger, slack, people: people(slack, config.admins, desk.now) };
}
