import type { InputBlock } from '@slack/types';
import { useId } from 'react';
import { slotOf } from '../blockkit.ts';
import { ElementView } from '../elements/element.tsx';
import { useSurface } from '../surface.tsx';
import { plainText } from '../text.tsx';

/** A labelled field with its hint, or the error that stands in the hint's place. */
export function InputView({ block }: { block: InputBlock }) {
  const id = useId();
  const error = useSurface().errors[block.block_id ?? ''];
  const noteId = `${id}note`;
  const hasNote = error !== undefined || block.hint !== undefined;
  return (
    <div className={error === undefined ? 'input-block' : 'input-block invalid'}>
      <label id={`${id}label`} htmlFor={id}>
        {plainText(block.label)}
        {block.optional === true && <span className="optional"> (optional)</span>}
      </label>
      <ElementView
        element={block.element}
        slot={slotOf(block, block.element)}
        id={id}
        naming={{ 'aria-labelledby': `${id}label` }}
        describedBy={hasNote ? noteId : undefined}
        invalid={error !== undefined}
        dispatch={block.dispatch_action === true}
      />
      {error !== undefined && (
        <div id={noteId} className="input-error" role="alert">
          {error}
        </div>
      )}
      {error === undefined && block.hint !== undefined && (
        <div id={noteId} className="input-hint">
          {plainText(block.hint)}
        </div>
      )}
    </div>
  );
}
