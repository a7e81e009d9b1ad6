import type { JsonObject } from '../json.ts';
import {
  anyText,
  boxOption,
  confirm,
  conversationFilter,
  dispatchActionConfig,
  ID_MAX,
  menuOption,
  offers,
  oneListOfOptions,
  optionGroup,
  overflowOption,
  plain,
} from './composition.ts';
import {
  address,
  array,
  boolean,
  type Complaints,
  integer,
  matching,
  oneOf,
  type Rule,
  shape,
  string,
} from './rules.ts';

const action_id = string(ID_MAX, 1);
const placeholder = plain(150);
const focus_on_load = boolean;
const id = matching(/^[A-Z][A-Z0-9]+$/, 'a Slack id');
const number = matching(/^-?\d+(\.\d+)?$/, 'a number as a string');
const max_selected_items = integer(1, 1_000_000);
const TEXT_INPUT_MAX = 3000;

type Whole = (value: JsonObject, at: string, complaints: Complaints) => void;

const initialIsOffered: Whole = (value, at, complaints) => {
  const { initial_option: one, initial_options: many } = value;
  if (one !== undefined && !offers(value, [one]))
    complaints.add(`${at}/initial_option`, 'must match one of the options');
  if (Array.isArray(many) && !offers(value, many)) {
    complaints.add(`${at}/initial_options`, 'must match one of the options');
  }
};

const staticMenu: Whole = (value, at, complaints) => {
  const words = oneListOfOptions(value);
  if (words !== null) complaints.add(at, words);
  else initialIsOffered(value, at, complaints);
};

const lengthsInOrder: Whole = ({ min_length: min, max_length: max }, at, complaints) => {
  if (typeof min === 'number' && typeof max === 'number' && min > max) {
    complaints.add(`${at}/min_length`, 'must not be greater than `max_length`');
  }
};

const menu = { action_id, placeholder, confirm, focus_on_load };
const staticLists = { options: array(menuOption, 100), option_groups: array(optionGroup, 100) };

/** A menu of one and its sister of many, whose initial values are an array and which takes `max_selected_items`. */
function menus(
  name: string,
  initial: string,
  item: Rule,
  own: Record<string, Rule>,
  whole?: Whole,
): Record<string, Rule> {
  const finish = whole === undefined ? {} : { whole };
  const single = { ...menu, ...own, [initial]: item };
  const { response_url_enabled: _, ...ownOfMany } = own;
  const many = { ...menu, ...ownOfMany, [`${initial}s`]: array(item, 100), max_selected_items };
  return {
    [`${name}_select`]: shape({ optional: single, ...finish }),
    [`multi_${name}_select`]: shape({ optional: many, ...finish }),
  };
}

/** Menus of every kind. */
export const MENUS: Record<string, Rule> = {
  ...menus('static', 'initial_option', menuOption, staticLists, staticMenu),
  ...menus('external', 'initial_option', menuOption, { min_query_length: integer(0, 1000) }),
  ...menus('users', 'initial_user', id, {}),
  ...menus('channels', 'initial_channel', id, { response_url_enabled: boolean }),
  ...menus('conversations', 'initial_conversation', id, {
    default_to_current_conversation: boolean,
    response_url_enabled: boolean,
    filter: conversationFilter,
  }),
};

export const BUTTON = shape({
  required: { text: plain(75) },
  optional: {
    action_id,
    url: address,
    value: string(2000),
    style: oneOf('primary', 'danger'),
    confirm,
    accessibility_label: string(75),
  },
});

export const OVERFLOW = shape({ required: { options: array(overflowOption, 5) }, optional: { action_id, confirm } });

/** Checkboxes and radio buttons. */
export const BOXES: Record<string, Rule> = {
  checkboxes: shape({
    required: { options: array(boxOption, 10) },
    optional: { action_id, initial_options: array(boxOption, 10), confirm, focus_on_load },
    whole: initialIsOffered,
  }),
  radio_buttons: shape({
    required: { options: array(boxOption, 10) },
    optional: { action_id, initial_option: boxOption, confirm, focus_on_load },
    whole: initialIsOffered,
  }),
};

/** Date and time pickers. */
export const PICKERS: Record<string, Rule> = {
  datepicker: shape({
    optional: { ...menu, initial_date: matching(/^\d{4}-\d{2}-\d{2}$/, 'the form YYYY-MM-DD') },
  }),
  timepicker: shape({
    optional: { ...menu, initial_time: matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'the form HH:mm'), timezone: string(255) },
  }),
};

export const DATETIME_PICKER = shape({
  optional: { action_id, initial_date_time: integer(1_000_000_000, 9_999_999_999), confirm, focus_on_load },
});

const typed = { action_id, placeholder, focus_on_load, dispatch_action_config: dispatchActionConfig };

/** What is typed in; only an input block holds these. */
export const TYPED: Record<string, Rule> = {
  plain_text_input: shape({
    optional: {
      ...typed,
      initial_value: string(TEXT_INPUT_MAX),
      multiline: boolean,
      min_length: integer(0, TEXT_INPUT_MAX),
      max_length: integer(1, TEXT_INPUT_MAX),
    },
    whole: lengthsInOrder,
  }),
  number_input: shape({
    required: { is_decimal_allowed: boolean },
    optional: { ...typed, initial_value: number, min_value: number, max_value: number },
  }),
  email_text_input: shape({ optional: { ...typed, initial_value: string(TEXT_INPUT_MAX) } }),
  url_text_input: shape({ optional: { ...typed, initial_value: string(TEXT_INPUT_MAX) } }),
};

export const slackFile = shape({ optional: { id: string(ID_MAX, 1), url: address } });

/** A small image beside text. */
export const IMAGE = shape({
  required: { alt_text: string(2000) },
  optional: { image_url: address, slack_file: slackFile },
  whole: (value, at, complaints) => {
    if (value.image_url === undefined && value.slack_file === undefined) {
      complaints.add(at, 'must define either `image_url` or `slack_file`');
    }
  },
});

/** Text inside a context block. */
export const contextText = anyText(3000);
