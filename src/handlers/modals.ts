import type { ModalView } from '@slack/types';
import type { ViewsOpenResponse, WebClient } from '@slack/web-api';
import { slackErrorOf } from './slack-messages.ts';

/** What was clicked: its trigger, and the view that it was in. */
export interface Trigger {
  trigger_id: string;
  view?: { type: string } | undefined;
}

/** Shows a modal: over the one that was clicked in, else as the first. */
export async function showModal(slack: WebClient, trigger: Trigger, view: ModalView): Promise<ViewsOpenResponse> {
  const opened = { trigger_id: trigger.trigger_id, view };
  return trigger.view?.type === 'modal' ? slack.views.push(opened) : slack.views.open(opened);
}

/** Fills a modal; one that was closed or replaced meanwhile needs nothing any more. */
export async function fillModal(slack: WebClient, viewId: string | undefined, view: ModalView): Promise<void> {
  if (viewId === undefined) throw new TypeError('Slack opened a view without saying which');
  try {
    await slack.views.update({ view_id: viewId, view });
  } catch (error) {
    if (slackErrorOf(error) !== 'not_found') throw error;
  }
}
