import type { FetchFunction } from '@slack/web-api';
import type { Config } from '../config.ts';

const SLACK = 'https://slack.com/api/';

/**
 * For Bolt, which answers at whatever address a payload names: nothing is sent but to the host of Slack's API and its `hooks.`,
 * where its response_urls are.
 */
export function boltClient({ slackApiUrl }: Pick<Config, 'slackApiUrl'>): {
  slackApiUrl?: string;
  fetch: FetchFunction;
} {
  const slack = new URL(slackApiUrl ?? SLACK);
  const hosts = [slack.hostname, `hooks.${slack.hostname}`];
  return {
    ...(slackApiUrl !== undefined && { slackApiUrl }),
    async fetch(address, init) {
      const { protocol, hostname } = new URL(address);
      if (protocol !== slack.protocol || !hosts.includes(hostname)) {
        throw new Error('an answer was to be sent to an address that is not of Slack');
      }
      return globalThis.fetch(address, init as RequestInit);
    },
  };
}
