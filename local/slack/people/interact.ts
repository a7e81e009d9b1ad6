import type { Workspace } from '../context.ts';
import type { Outcome } from '../delivery/outcome.ts';
import type { JsonObject } from '../json.ts';
import type { User } from '../state/state.ts';
import { commonPayload } from './payload.ts';

/** Kinds of interaction whose acknowledgement may say something. */
const ANSWERED = ['view_submission', 'block_suggestion'];

/** Sends an interaction of `user` to the app, `parts` being what its type has of its own. */
export function interact(workspace: Workspace, user: User, type: string, parts: JsonObject): Promise<Outcome> {
  if (!workspace.manifest.interactivity) return Promise.resolve({ ok: false, reason: 'not_configured' });
  return workspace.delivery.send({
    kind: 'interactive',
    acceptsResponse: ANSWERED.includes(type),
    payload: { type, ...commonPayload(workspace, user), ...parts },
  });
}
