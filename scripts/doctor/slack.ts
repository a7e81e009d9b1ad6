import { LogLevel, WebClient } from '@slack/web-api';
import { parse } from 'yaml';
import type { ChannelState } from '../../src/blocks/connected-view.ts';
import { channelState } from '../../src/handlers/account-checks.ts';
import type { FrontDesk } from '../../src/handlers/front-desk.ts';
import { amiss, type Finding, failed, fine } from './finding.ts';

const REINSTALL = "Give the app the manifest's scopes and install it again to the workspace.";

/** A client that logs nothing and has time. */
export function quietSlack(token: string, slackApiUrl: string | undefined): WebClient {
  const patience = { timeout: 5_000, retryConfig: { retries: 1 } };
  return new WebClient(token, { ...patience, logger: SILENT, ...(slackApiUrl && { slackApiUrl }) });
}

const SILENT = {
  ...{ debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  ...{ setLevel: () => undefined, getLevel: () => LogLevel.ERROR, setName: () => undefined },
};

/** The bot token: that it is valid, whose it is, and that it has every scope that the manifest asks for. */
export async function checkBotToken(slack: WebClient, manifest: string): Promise<Finding[]> {
  try {
    const { team, user, response_metadata: meta } = await slack.auth.test();
    const wanted: string[] = parse(manifest).oauth_config.scopes.bot;
    const missing = wanted.filter((scope) => !meta?.scopes?.includes(scope));
    const valid = fine('Bot token', `valid; ${user} in ${team}`);
    if (missing.length > 0) return [valid, amiss('Scopes', `without ${missing.join(', ')}`, REINSTALL)];
    return [valid, fine('Scopes', `all ${wanted.length} that the manifest asks for`)];
  } catch (error) {
    return [
      failed(
        'Bot token',
        error,
        'Set SLACK_BOT_TOKEN to the token of the installed app, and look whether Slack can be reached.',
      ),
    ];
  }
}

/** The app-level token of Socket Mode: that Slack would open a connection for it. */
export async function checkAppToken(token: string, slackApiUrl: string | undefined): Promise<Finding> {
  try {
    await quietSlack(token, slackApiUrl).apps.connections.open();
    return fine('App token', 'opens Socket Mode');
  } catch (error) {
    const remedy = 'Set SLACK_APP_TOKEN to an app-level token with connections:write, and switch Socket Mode on.';
    return failed('App token', error, remedy);
  }
}

/** That the mesh admins are members of the workspace. */
export async function checkAdmins({ people, admins }: FrontDesk): Promise<Finding[]> {
  return Promise.all(
    admins.map(async (userId) => {
      const about = `Mesh admin ${userId}`;
      const remedy = 'Correct MESHDESK_ADMINS.';
      try {
        const { standing } = await people.person(userId, []);
        return standing === 'member'
          ? fine(about, await people.nameOf(userId))
          : amiss(about, `is no full member: ${standing}`, remedy);
      } catch (error) {
        return failed(about, error, 'Mend what is amiss with the bot token and its scopes first.');
      }
    }),
  );
}

/** That the bot is in the channel. */
export async function checkChannel(desk: FrontDesk, about: string, channel: string): Promise<Finding> {
  const { state } = await channelState(desk, channel);
  return channelFinding(about, channel, state);
}

export function channelFinding(about: string, channel: string, state: ChannelState): Finding {
  const invite = 'Type /invite @Meshdesk there';
  switch (state) {
    case 'ok':
      return fine(about, `Meshdesk is in ${channel}`);
    case 'not_in_channel':
      return amiss(about, `Meshdesk is not in ${channel}`, `${invite}.`);
    case 'is_archived':
      return amiss(about, `${channel} is archived`, 'Unarchive it, or choose another one.');
    case 'channel_not_found':
      return amiss(about, `${channel} is not there, or private`, `${invite}, or choose another one.`);
    case 'failed':
      return amiss(
        about,
        `Slack did not say whether Meshdesk is in ${channel}`,
        'Mend what is amiss with the bot token and its scopes first.',
      );
  }
}
