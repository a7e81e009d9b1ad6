import type { JsonObject } from '../json.ts';
import { anyText, ID_MAX, plain } from './composition.ts';
import {
  BOXES,
  BUTTON,
  contextText,
  DATETIME_PICKER,
  IMAGE,
  MENUS,
  OVERFLOW,
  PICKERS,
  slackFile,
  TYPED,
} from './elements.ts';
import { richTextPart } from './rich-text.ts';
import {
  address,
  array,
  boolean,
  byType,
  type Complaints,
  oneOf,
  type Rule,
  type Shape,
  shape,
  string,
} from './rules.ts';

/** Where blocks are shown. */
export type Surface = 'message' | 'modal' | 'home';

const singleMenus = Object.fromEntries(Object.entries(MENUS).filter(([type]) => !type.startsWith('multi_')));

/** Elements beside a section's text. */
const accessory = byType({ button: BUTTON, image: IMAGE, overflow: OVERFLOW, ...MENUS, ...BOXES, ...PICKERS });

/** Elements of a row of actions. */
const actionElement = byType({
  button: BUTTON,
  overflow: OVERFLOW,
  datetimepicker: DATETIME_PICKER,
  ...singleMenus,
  ...BOXES,
  ...PICKERS,
});

/** Elements of an input block. */
const inputElement = byType({ datetimepicker: DATETIME_PICKER, ...TYPED, ...MENUS, ...BOXES, ...PICKERS });

const contextElement: Rule = (value, at, complaints) => {
  const image = typeof value === 'object' && value !== null && 'type' in value && value.type === 'image';
  return image ? IMAGE(value, at, complaints) : contextText(value, at, complaints);
};

function block({ required = {}, optional = {}, whole }: Shape): Rule {
  const withId = { block_id: string(ID_MAX, 1), ...optional };
  return shape({ required, optional: withId, ...(whole === undefined ? {} : { whole }) });
}

const richText = block({ required: { elements: array(richTextPart, Number.MAX_SAFE_INTEGER, 0) } });

const ANYWHERE: Record<string, Rule> = {
  section: block({
    optional: { text: anyText(3000), fields: array(anyText(2000), 10), accessory, expand: boolean },
    whole: textOrFields,
  }),
  header: block({ required: { text: plain(150) } }),
  divider: block({}),
  context: block({ required: { elements: array(contextElement, 10) } }),
  actions: block({ required: { elements: array(actionElement, 25) } }),
  image: block({
    required: { alt_text: string(2000) },
    optional: { image_url: address, slack_file: slackFile, title: plain(2000) },
    whole: imageOrFile,
  }),
  input: block({
    required: { label: plain(2000), element: inputElement },
    optional: { hint: plain(2000), optional: boolean, dispatch_action: boolean },
  }),
  rich_text: richText,
};

const cell = byType({ raw_text: shape({ required: { text: string(10_000, 1) } }), rich_text: richText });
const columnSetting: Rule = (value, at, complaints) => {
  const setting = shape({ optional: { align: oneOf('left', 'center', 'right'), is_wrapped: boolean } });
  if (value !== null) setting(value, at, complaints);
};

const IN_MESSAGES: Record<string, Rule> = {
  markdown: block({ required: { text: string(12_000, 1) } }),
  table: block({
    required: { rows: array(array(cell, 20), 100) },
    optional: { column_settings: array(columnSetting, 20) },
  }),
};

/** The rule of one block, wherever it is shown. */
export function blockRule(surface: Surface): Rule {
  return byType(surface === 'message' ? { ...ANYWHERE, ...IN_MESSAGES } : ANYWHERE);
}

function textOrFields(value: JsonObject, at: string, complaints: Complaints): void {
  if (value.text === undefined && value.fields === undefined) {
    complaints.add(at, 'must define either `text` or `fields`');
  }
}

function imageOrFile(value: JsonObject, at: string, complaints: Complaints): void {
  if (value.image_url === undefined && value.slack_file === undefined) {
    complaints.add(at, 'must define either `image_url` or `slack_file`');
  }
}
