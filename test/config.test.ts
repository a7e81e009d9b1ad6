import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../src/config.ts';

const needed = {
  MESH_ACCOUNT_ID: '555555555555',
  AWS_REGION: 'eu-west-1',
  MESHDESK_ADMINS: 'U0ADA, W0EVE',
  MESHDESK_ADMIN_CHANNEL: 'C0ADMINS',
  SLACK_BOT_TOKEN: 'xoxb-1',
};

function complaint(env: Record<string, string | undefined>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('readConfig', () => {
  it('takes what is needed and leaves out what is not there', () => {
    expect(readConfig(needed)).toEqual({
      meshAccountId: '555555555555',
      region: 'eu-west-1',
      subscriptionsTable: 'AwsDataMeshSubscriptions',
      meshdeskTable: 'Meshdesk',
      admins: ['U0ADA', 'W0EVE'],
      adminChannel: 'C0ADMINS',
      slackBotToken: 'xoxb-1',
      logLevel: 'INFO',
      s3PathStyle: false,
    });
  });

  it('takes all there is', () => {
    const env = {
      ...needed,
      SUBSCRIPTIONS_TABLE: 'Subs',
      MESHDESK_TABLE: 'Desk',
      MESHDESK_EXTERNAL_ID: 'meshdesk-1',
      SLACK_SIGNING_SECRET: '0123456789abcdef',
      SLACK_APP_TOKEN: 'xapp-1',
      SLACK_API_URL: 'http://127.0.0.1:4002/api/',
      LOG_LEVEL: 'DEBUG',
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4001',
    };
    expect(readConfig(env)).toMatchObject({
      subscriptionsTable: 'Subs',
      meshdeskTable: 'Desk',
      externalId: 'meshdesk-1',
      slackSigningSecret: '0123456789abcdef',
      slackAppToken: 'xapp-1',
      slackApiUrl: 'http://127.0.0.1:4002/api/',
      logLevel: 'DEBUG',
      s3PathStyle: true,
    });
  });

  it('takes an empty optional variable for an absent one', () => {
    expect(readConfig({ ...needed, LOG_LEVEL: '', SLACK_API_URL: '', MESHDESK_TABLE: '' })).toEqual(readConfig(needed));
  });

  it.each(Object.keys(needed))('says that %s is missing', (name) => {
    for (const value of [undefined, '']) {
      expect(complaint({ ...needed, [name]: value })).toMatch(new RegExp(`^${name} is missing: it needs .+\\.$`));
    }
  });

  it.each([
    ['MESH_ACCOUNT_ID', '5555-5555-5555', '12 digits'],
    ['AWS_REGION', 'Frankfurt', 'an AWS region such as eu-west-1'],
    ['SUBSCRIPTIONS_TABLE', 'a/b', 'the name of a DynamoDB table'],
    ['MESHDESK_TABLE', 'x', 'the name of a DynamoDB table'],
    ['MESHDESK_EXTERNAL_ID', '$', 'the external id'],
    ['MESHDESK_ADMINS', '@ada', 'Slack user ids'],
    ['MESHDESK_ADMINS', 'U0ADA,', 'Slack user ids'],
    ['MESHDESK_ADMIN_CHANNEL', '#mesh-admins', 'not its name'],
    ['SLACK_BOT_TOKEN', 'xoxp-secret', 'begins with xoxb-'],
    ['SLACK_SIGNING_SECRET', 'short', 'signing secret'],
    ['SLACK_APP_TOKEN', 'xoxb-secret', 'begins with xapp-'],
    ['SLACK_API_URL', 'http://127.0.0.1:4002', 'ends in /api/'],
    ['LOG_LEVEL', 'chatty', 'one of DEBUG, INFO, WARN, ERROR'],
    ['AWS_ENDPOINT_URL', '127.0.0.1', 'an address'],
  ])('names %s and the form it needs, and never the value', (name, value, form) => {
    const message = complaint({ ...needed, [name]: value });
    expect(message).toMatch(new RegExp(`^${name} has a wrong value: it needs .*\\.$`));
    expect(message).toContain(form);
    if (value.length > 2) expect(message).not.toContain(value);
  });

  it('names every variable that is wrong, a line each', () => {
    const lines = complaint({}).split('\n');
    expect(lines.map((line) => line.split(' ')[0]).sort()).toEqual(Object.keys(needed).sort());
  });
});
