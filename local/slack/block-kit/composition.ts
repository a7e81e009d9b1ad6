import { isObject, type JsonObject, objects } from '../json.ts';
import { address, array, boolean, byType, oneOf, type Rule, shape, string } from './rules.ts';

/** Characters of a `block_id` and an `action_id`. */
export const ID_MAX = 255;

/** Plain text of 1 to `max` characters. */
export function plain(max: number): Rule {
  return byType({ plain_text: plainText(max) });
}

/** Plain text or mrkdwn of 1 to `max` characters. */
export function anyText(max: number): Rule {
  return byType({
    plain_text: plainText(max),
    mrkdwn: shape({ required: { text: string(max, 1) }, optional: { verbatim: boolean } }),
  });
}

function plainText(max: number): Rule {
  return shape({ required: { text: string(max, 1) }, optional: { emoji: boolean } });
}

/** An option. `text` differs: plain in menus, mrkdwn as well in checkboxes and radio buttons. */
function option(text: (max: number) => Rule, optional: Record<string, Rule> = {}): Rule {
  return shape({
    required: { text: text(75), value: string(150, 1) },
    optional: { description: text(75), ...optional },
  });
}

export const menuOption = option(plain);
export const boxOption = option(anyText);
export const overflowOption = option(plain, { url: address });

export const optionGroup = shape({ required: { label: plain(75), options: array(menuOption, 100) } });

/** The dialogue that asks back. */
export const confirm = shape({
  optional: {
    title: plain(100),
    text: anyText(300),
    confirm: plain(30),
    deny: plain(30),
    style: oneOf('primary', 'danger'),
  },
});

export const dispatchActionConfig = shape({
  optional: { trigger_actions_on: array(oneOf('on_enter_pressed', 'on_character_entered'), 2) },
});

/** What a conversations menu shows. */
export const conversationFilter = shape({
  optional: {
    include: array(oneOf('im', 'mpim', 'private', 'public'), 4),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
});

/** Complains when an element has both `options` and `option_groups`, or neither. */
export function oneListOfOptions(value: JsonObject): string | null {
  const given = ['options', 'option_groups'].filter((name) => value[name] !== undefined);
  return given.length === 1 ? null : 'must define either `options` or `option_groups`';
}

/** Whether every one of `chosen` is, member by member, among the options of `element`. */
export function offers(element: JsonObject, chosen: readonly unknown[]): boolean {
  const own = [...objects(element.options), ...objects(element.option_groups).flatMap((g) => objects(g.options))];
  return chosen.every((choice) => isObject(choice) && own.some((o) => sameOption(o, choice)));
}

function sameOption(a: JsonObject, b: JsonObject): boolean {
  return a.value === b.value && isObject(a.text) && isObject(b.text) && a.text.text === b.text.text;
}
