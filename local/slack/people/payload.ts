import { APP_ID, TEAM } from '../cast.ts';
import type { Workspace } from '../context.ts';
import type { Outcome } from '../delivery/outcome.ts';
import type { JsonObject } from '../json.ts';
import type { Channel, User } from '../state/state.ts';

/** What every interaction's payload has. */
export function commonPayload(workspace: Workspace, user: User): JsonObject {
  return {
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    api_app_id: APP_ID,
    token: workspace.settings.verificationToken,
    team: { id: TEAM.id, domain: TEAM.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** A new trigger id for `user`. */
export function issueTrigger(workspace: Workspace, user: User): string {
  const id = workspace.ids.trigger();
  workspace.state.triggers.set(id, { user: user.id, issued: workspace.now(), exchanged: false });
  return id;
}

/** A new response_url. `source` is the message acted upon; null for a command. */
export function issueResponseUrl(workspace: Workspace, user: User, channel: Channel, source: string | null): string {
  const id = workspace.ids.secret();
  workspace.state.responseUrls.set(id, {
    id,
    user: user.id,
    channel: channel.id,
    source,
    issued: workspace.now(),
    uses: 0,
  });
  return `${workspace.url}/hooks/${source === null ? 'commands' : 'actions'}/${TEAM.id}/${id}`;
}

/** The channel as payloads name it. */
export function channelRef(channel: Channel): { id: string; name: string } {
  if (channel.kind === 'direct') return { id: channel.id, name: 'directmessage' };
  return { id: channel.id, name: channel.private ? 'privategroup' : channel.name };
}

type Failure = Extract<Outcome, { ok: false }>;

const FAILURES: Record<Failure['reason'], string> = {
  not_connected: 'dispatch_failed',
  connection_failed: 'dispatch_failed',
  timeout: 'operation_timeout',
  http_error: 'http_service_error',
  not_configured: 'interactivity_not_enabled',
};

/** Slack's word for an app that did not take what it was sent. */
export function failureCode(failure: Failure): string {
  return FAILURES[failure.reason];
}

/** Tells the person something that Slack itself says, and hands the words back. */
export function notice(workspace: Workspace, user: User, text: string): { notice: string } {
  workspace.audience.tell(user.id, { type: 'notice', text });
  return { notice: text };
}
