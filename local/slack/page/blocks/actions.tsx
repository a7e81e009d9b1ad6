import type { ActionsBlock } from '@slack/types';
import { useId } from 'react';
import { slotOf } from '../blockkit.ts';
import { ElementView } from '../elements/element.tsx';
import { elementName } from './naming.ts';

/** Elements beside each other. */
export function ActionsView({ block }: { block: ActionsBlock }) {
  const id = useId();
  return block.elements.map((element) => (
    <ElementView
      key={element.action_id}
      element={element}
      slot={slotOf(block, element)}
      id={`${id}${element.action_id}`}
      naming={{ 'aria-label': elementName(element) }}
      describedBy={undefined}
      invalid={false}
      dispatch={true}
    />
  ));
}
