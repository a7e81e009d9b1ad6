import type { SectionBlock } from '@slack/types';
import { useId } from 'react';
import { slotOf } from '../blockkit.ts';
import { ElementView } from '../elements/element.tsx';
import { sequence } from '../sequence.ts';
import { Text } from '../text.tsx';
import { elementName } from './naming.ts';

/** Text, fields in two columns, and at most one element at the side. */
export function SectionView({ block }: { block: SectionBlock }) {
  const id = useId();
  const { text, fields, accessory } = block;
  return (
    <>
      <div className="section-text">
        {text !== undefined && <Text text={text} />}
        {fields !== undefined && (
          <div className="section-fields">
            {sequence(fields, (field) => (
              <div>
                <Text text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory !== undefined && (
        <div className={accessory.type === 'image' ? 'accessory accessory-image' : 'accessory'}>
          <ElementView
            element={accessory}
            slot={slotOf(block, 'action_id' in accessory ? accessory : {})}
            id={id}
            naming={{ 'aria-label': elementName(accessory) }}
            describedBy={undefined}
            invalid={false}
            dispatch={true}
          />
        </div>
      )}
    </>
  );
}
