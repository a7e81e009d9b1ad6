import type { Lake } from './aws/lake.ts';
import type { SlackWorkspace } from './slack/workspace.ts';

export const REGION = 'us-east-1';

/** The names of both tables. */
export interface Tables {
  subscriptions: string;
  meshdesk: string;
}

/** The environment that brings the bot to the stand-ins. */
export function botSettings(
  dynamoUrl: string,
  lake: Lake,
  slack: SlackWorkspace,
  tables: Tables,
): Record<string, string> {
  return {
    MESH_ACCOUNT_ID: '555555555555',
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'AKIA555555555555LOCAL',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: lake.url,
    AWS_ENDPOINT_URL_DYNAMODB: dynamoUrl,
    AWS_ENDPOINT_URL_DYNAMODB_STREAMS: dynamoUrl,
    SUBSCRIPTIONS_TABLE: tables.subscriptions,
    MESHDESK_TABLE: tables.meshdesk,
    MESHDESK_EXTERNAL_ID: lake.externalId,
    MESHDESK_ADMINS: 'U0ADA',
    MESHDESK_ADMIN_CHANNEL: 'C0ADMINS',
    SLACK_BOT_TOKEN: slack.settings.botToken,
    SLACK_SIGNING_SECRET: slack.settings.signingSecret,
    SLACK_APP_TOKEN: slack.settings.appToken,
    SLACK_API_URL: slack.apiUrl,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'WARN',
  };
}
