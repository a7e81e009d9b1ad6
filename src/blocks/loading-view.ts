import type { ModalView } from '@slack/types';
import { LIMITS, shorten } from './limits.ts';
import { line, rich } from './rich.ts';

/** Shown at once, while what a modal needs is being read. */
export function loadingView(title: string): ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: shorten(title, LIMITS.viewTitle) },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [rich(line('⏳ One moment…'))],
  };
}
