import type { Element } from '../blockkit.ts';
import { ButtonElement } from './button.tsx';
import { ChoiceElement } from './choice.tsx';
import { ImageElement } from './image.tsx';
import { OverflowElement } from './overflow.tsx';
import type { ElementProps } from './props.ts';
import { LookupSelect } from './select-external.tsx';
import { PeopleSelect } from './select-people.tsx';
import { StaticSelectElement } from './select-static.tsx';
import { StatusMark } from './status-mark.tsx';
import { TextField } from './text-field.tsx';
import { TimeField } from './time-field.tsx';

/** Any Block Kit element, with a mark beside it when the app did not take its last action. */
export function ElementView(props: ElementProps<Element>) {
  return (
    <>
      {renderElement(props)}
      <StatusMark slot={props.slot} />
    </>
  );
}

function renderElement({ element, ...rest }: ElementProps<Element>) {
  switch (element.type) {
    case 'button':
      return <ButtonElement element={element} slot={rest.slot} />;
    case 'overflow':
      return <OverflowElement element={element} slot={rest.slot} />;
    case 'image':
      return <ImageElement element={element} />;
    case 'static_select':
    case 'multi_static_select':
      return <StaticSelectElement element={element} {...rest} />;
    case 'external_select':
    case 'multi_external_select':
      return <LookupSelect element={element} {...rest} />;
    case 'users_select':
    case 'multi_users_select':
    case 'conversations_select':
    case 'multi_conversations_select':
    case 'channels_select':
    case 'multi_channels_select':
      return <PeopleSelect element={element} {...rest} />;
    case 'checkboxes':
    case 'radio_buttons':
      return <ChoiceElement element={element} {...rest} />;
    case 'plain_text_input':
    case 'number_input':
    case 'email_text_input':
    case 'url_text_input':
      return <TextField element={element} {...rest} />;
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return <TimeField element={element} {...rest} />;
    default:
      return <em className="unsupported">This page does not show elements of type {element.type}.</em>;
  }
}
