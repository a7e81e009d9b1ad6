import type { Checkboxes, Option, RadioButtons } from '@slack/types';
import { useId } from 'react';
import { useConfirm } from '../confirm.tsx';
import { useSurface } from '../surface.tsx';
import { Text } from '../text.tsx';
import { heldIn } from '../values.ts';
import type { ElementProps } from './props.ts';

/** Check boxes or radio buttons, one under the other. */
export function ChoiceElement(props: ElementProps<Checkboxes | RadioButtons>) {
  const { element, slot, naming, describedBy, dispatch } = props;
  const surface = useSurface();
  const { ask, dialog } = useConfirm();
  const name = useId();
  const held = heldIn(surface.values, slot);
  const chosen = held?.kind === 'options' ? held.options : [];
  const isChosen = (option: Option) => chosen.some((other) => other.value === option.value);
  const toggle = (option: Option) =>
    ask(element.confirm, () => {
      const without = chosen.filter((other) => other.value !== option.value);
      const options = element.type === 'radio_buttons' ? [option] : isChosen(option) ? without : [...chosen, option];
      surface.change(slot, element, { kind: 'options', options }, dispatch);
    });
  return (
    <fieldset className="choice" {...naming} aria-describedby={describedBy}>
      {element.options.map((option) => (
        <label key={option.value ?? option.text.text}>
          <input
            type={element.type === 'checkboxes' ? 'checkbox' : 'radio'}
            name={name}
            checked={isChosen(option)}
            onChange={() => toggle(option)}
          />
          <span>
            <Text text={option.text} />
            {option.description !== undefined && (
              <span className="choice-description">
                <Text text={option.description} />
              </span>
            )}
          </span>
        </label>
      ))}
      {dialog}
    </fieldset>
  );
}
