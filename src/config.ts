import * as z from 'zod';

/** The settings, read once from the environment. Optional ones are absent, never empty. */
export interface Config {
  /** 12 digits. */
  meshAccountId: string;
  region: string;
  subscriptionsTable: string;
  meshdeskTable: string;
  externalId?: string;
  /** Slack user ids. */
  admins: string[];
  /** Slack channel id. */
  adminChannel: string;
  slackBotToken: string;
  slackSigningSecret?: string;
  slackAppToken?: string;
  /** Base of the Web API, with `/api/` at its end; absent: Slack's own. */
  slackApiUrl?: string;
  logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /** Buckets in the path, for an S3 endpoint that is not AWS's own. */
  s3PathStyle: boolean;
  /** Where events go that nobody can read; on Lambda. */
  failureQueueUrl?: string;
}

/** A setting that is missing or wrong. The message names each variable and the form that it needs, never its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const form = (pattern: RegExp, needs: string) => z.string(needs).regex(pattern, needs);
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const environment = z.object({
  MESH_ACCOUNT_ID: form(/^\d{12}$/, 'the 12 digits of the account that holds the mesh catalog'),
  AWS_REGION: form(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as eu-west-1'),
  SUBSCRIPTIONS_TABLE: optional(form(/^[\w.-]{3,255}$/, 'the name of a DynamoDB table')),
  MESHDESK_TABLE: optional(form(/^[\w.-]{3,255}$/, 'the name of a DynamoDB table')),
  MESHDESK_EXTERNAL_ID: optional(
    form(/^[\w+=,.@:/-]{2,1224}$/, 'the external id that the accounts expect, 2 to 1224 characters'),
  ),
  MESHDESK_ADMINS: form(
    /^[UW][A-Z0-9]+(\s*,\s*[UW][A-Z0-9]+)*$/,
    'Slack user ids such as U012AB3CD, with commas between them',
  ),
  MESHDESK_ADMIN_CHANNEL: form(/^[CG][A-Z0-9]+$/, 'the id of a Slack channel such as C012AB3CD, not its name'),
  SLACK_BOT_TOKEN: form(/^xoxb-\S+$/, 'a bot token, which begins with xoxb-'),
  SLACK_SIGNING_SECRET: optional(form(/^\S{8,}$/, "the app's signing secret")),
  SLACK_APP_TOKEN: optional(form(/^xapp-\S+$/, 'an app-level token, which begins with xapp-')),
  SLACK_API_URL: optional(form(/^https?:\/\/\S+\/api\/$/, 'an address that ends in /api/')),
  LOG_LEVEL: optional(z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR'], 'one of DEBUG, INFO, WARN, ERROR')),
  AWS_ENDPOINT_URL: optional(form(/^https?:\/\/\S+$/, 'an address')),
  AWS_ENDPOINT_URL_S3: optional(form(/^https?:\/\/\S+$/, 'an address')),
  FAILURE_QUEUE_URL: optional(form(/^https?:\/\/\S+$/, 'the address of an SQS queue')),
});

const SECRET =
  'the name or ARN of a secret in Secrets Manager that holds SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET as JSON';
const secrets = z.record(z.string(), z.string());

/** Reads the settings. Throws ConfigError. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const parsed = environment.safeParse(env);
  if (!parsed.success) throw new ConfigError(sentence(parsed.error.issues, env));
  const values = parsed.data;
  return {
    meshAccountId: values.MESH_ACCOUNT_ID,
    region: values.AWS_REGION,
    subscriptionsTable: values.SUBSCRIPTIONS_TABLE ?? 'AwsDataMeshSubscriptions',
    meshdeskTable: values.MESHDESK_TABLE ?? 'Meshdesk',
    admins: values.MESHDESK_ADMINS.split(',').map((id) => id.trim()),
    adminChannel: values.MESHDESK_ADMIN_CHANNEL,
    slackBotToken: values.SLACK_BOT_TOKEN,
    logLevel: values.LOG_LEVEL ?? 'INFO',
    s3PathStyle: values.AWS_ENDPOINT_URL !== undefined || values.AWS_ENDPOINT_URL_S3 !== undefined,
    ...(values.MESHDESK_EXTERNAL_ID && { externalId: values.MESHDESK_EXTERNAL_ID }),
    ...(values.SLACK_SIGNING_SECRET && { slackSigningSecret: values.SLACK_SIGNING_SECRET }),
    ...(values.SLACK_APP_TOKEN && { slackAppToken: values.SLACK_APP_TOKEN }),
    ...(values.SLACK_API_URL && { slackApiUrl: values.SLACK_API_URL }),
    ...(values.FAILURE_QUEUE_URL && { failureQueueUrl: values.FAILURE_QUEUE_URL }),
  };
}

/**
 * Reads the settings of a function on Lambda: the environment, and what the secret named by SLACK_SECRET holds. `fetch` answers
 * the text of a secret. Throws ConfigError, also for a secret that cannot be read, with the cause.
 */
export async function readConfigWithSecret(
  fetch: (name: string) => Promise<string>,
  env: Record<string, string | undefined> = process.env,
): Promise<Config & Required<Pick<Config, 'slackSigningSecret'>>> {
  const name = env.SLACK_SECRET;
  if (!name) throw new ConfigError(`SLACK_SECRET is missing: it needs ${SECRET}.`);
  const config = readConfig({ ...env, ...(await secretValues(name, fetch)) });
  const { slackSigningSecret } = config;
  if (slackSigningSecret === undefined) {
    throw new ConfigError(`SLACK_SIGNING_SECRET is missing in the secret ${name}: it needs the app's signing secret.`);
  }
  return { ...config, slackSigningSecret };
}

async function secretValues(name: string, fetch: (name: string) => Promise<string>): Promise<Record<string, string>> {
  try {
    return secrets.parse(JSON.parse(await fetch(name)));
  } catch (cause) {
    // The cause of a text that is no JSON would quote it.
    const kept = cause instanceof SyntaxError || cause instanceof z.ZodError ? {} : { cause };
    throw new ConfigError(`SLACK_SECRET has a wrong value, or ${name} cannot be read: it needs ${SECRET}.`, kept);
  }
}

function sentence(issues: z.core.$ZodIssue[], env: Record<string, string | undefined>): string {
  return issues
    .map((issue) => {
      const name = String(issue.path[0]);
      return `${name} ${env[name] ? 'has a wrong value' : 'is missing'}: it needs ${issue.message}.`;
    })
    .join('\n');
}
