import type { ModalView } from '@slack/types';
import * as z from 'zod';
import type { Subscription } from '../mesh/subscription.ts';
import { type ButtonValue, readButtonValue, writeButtonValue } from './button-value.ts';
import { VIEWS } from './ids.ts';
import { shorten } from './limits.ts';
import { bold, line, rich } from './rich.ts';
import { permissions, whatIsAsked } from './words.ts';

const REASON = 'reason';
const submitted = z.object({
  private_metadata: z.string(),
  state: z.object({
    values: z.object({ [REASON]: z.object({ [REASON]: z.object({ value: z.string().trim().max(1000) }) }) }),
  }),
});

/** The field of the modal, for errors beside it. */
export const DENY_REASON_BLOCK = REASON;

/** Asks for the reason why `subscriber` is denied what it asks for. */
export function denyView(value: ButtonValue, subscription: Subscription, subscriber: string): ModalView {
  const wanted = shorten(permissions(subscription.RequestedGrants), 100);
  return {
    type: 'modal',
    callback_id: VIEWS.deny,
    private_metadata: writeButtonValue(value),
    title: { type: 'plain_text', text: 'Deny request' },
    submit: { type: 'plain_text', text: 'Deny' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      rich(line(bold(shorten(subscriber, 120)), ` asks for ${wanted} on `, ...whatIsAsked(subscription), '.')),
      {
        type: 'input',
        block_id: REASON,
        label: { type: 'plain_text', text: 'Reason' },
        hint: { type: 'plain_text', text: 'The requester reads it.' },
        element: { type: 'plain_text_input', action_id: REASON, multiline: true, max_length: 1000 },
      },
    ],
  };
}

/** What was submitted; the reason is empty when it was white space. Throws a ZodError for anything that this modal cannot have sent. */
export function readDenyView(view: unknown): { about: ButtonValue; reason: string } {
  const parsed = submitted.parse(view);
  return { about: readButtonValue(parsed.private_metadata), reason: parsed.state.values[REASON][REASON].value };
}
