import { APP_ID, BOT_USER, TEAM } from '../cast.ts';
import type { Workspace } from '../context.ts';
import type { JsonObject } from '../json.ts';

/**
 * Sends an event to the app if its manifest subscribes to it (`subscription`, e.g. `message.im`), and again when it was
 * not taken. Nobody waits for it.
 */
export function emitToApp(workspace: Workspace, subscription: string, event: JsonObject): void {
  if (!workspace.manifest.botEvents.includes(subscription)) return;
  const payload = callback(workspace, event);
  deliver(workspace, payload).catch((error: unknown) => console.error('An event could not be delivered:', error));
}

async function deliver(workspace: Workspace, payload: JsonObject): Promise<void> {
  const send = (retry?: { num: number; reason: string }) =>
    workspace.delivery.send({
      kind: 'events_api',
      payload,
      acceptsResponse: false,
      ...(retry === undefined ? {} : { retry }),
    });
  let outcome = await send();
  for (const [index, delay] of workspace.settings.eventRetries.entries()) {
    if (outcome.ok) return;
    const { reason } = outcome;
    await new Promise((resolve) => setTimeout(resolve, delay).unref());
    outcome = await send({ num: index + 1, reason: reason === 'timeout' ? 'http_timeout' : reason });
  }
}

function callback(workspace: Workspace, event: JsonObject): JsonObject {
  const { ids, settings } = workspace;
  return {
    token: settings.verificationToken,
    team_id: TEAM.id,
    context_team_id: TEAM.id,
    context_enterprise_id: null,
    api_app_id: APP_ID,
    event: { ...event, event_ts: event.event_ts ?? ids.ts() },
    type: 'event_callback',
    event_id: ids.id('Ev'),
    event_time: Math.floor(workspace.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: TEAM.id,
        user_id: BOT_USER,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: ids.secret(),
  };
}
