import type { Slot } from '../blockkit.ts';
import { useSurface } from '../surface.tsx';

/** Slack's warning beside an element whose action the app did not take. */
export function StatusMark({ slot }: { slot: Slot }) {
  if (useSurface().status(slot) !== 'failed') return null;
  const text = 'This app didn’t respond. Try again.';
  return (
    <span className="status-mark" role="img" aria-label={text} title={text}>
      ⚠️
    </span>
  );
}
