import { type JsonObject, objects } from '../json.ts';
import { blockRule } from './blocks.ts';
import { ID_MAX, menuOption, oneListOfOptions, optionGroup, plain } from './composition.ts';
import { array, boolean, Complaints, type Rule, shape, string } from './rules.ts';
import { checkFocus, checkIds } from './uniqueness.ts';

const common = {
  private_metadata: string(3000),
  callback_id: string(ID_MAX),
  external_id: string(ID_MAX),
};

const VIEWS: Record<'modal' | 'home', Rule> = {
  modal: shape({
    required: { title: plain(24), blocks: array(blockRule('modal'), 100) },
    optional: {
      ...common,
      submit: plain(24),
      close: plain(24),
      clear_on_close: boolean,
      notify_on_close: boolean,
      submit_disabled: boolean,
    },
  }),
  home: shape({
    required: { blocks: array(blockRule('home'), 100) },
    optional: common,
  }),
};

/** What Slack has against this view, which must be of `type`; an empty list when nothing. */
export function checkView(view: JsonObject, type: 'modal' | 'home'): string[] {
  const complaints = new Complaints();
  if (view.type !== type) complaints.add('/view/type', `must be ${type}`);
  VIEWS[type](view, '/view', complaints);
  checkIds(view.blocks, '/view/blocks', complaints);
  checkFocus(view.blocks, '/view/blocks', complaints);
  if (type === 'modal' && view.submit === undefined) checkSubmit(view, complaints);
  return complaints.lines;
}

function checkSubmit(view: JsonObject, complaints: Complaints): void {
  for (const [index, { type }] of objects(view.blocks).entries()) {
    if (type !== 'input') continue;
    complaints.add(`/view/blocks/${index}/input`, 'must define `submit` to use an `input` block in modals');
  }
}

/** What Slack has against the options an app answers to an external select. */
export function checkOptions(answer: JsonObject): string[] {
  const complaints = new Complaints();
  const words = oneListOfOptions(answer);
  if (words !== null) complaints.add('/', words);
  else if (answer.options !== undefined) array(menuOption, 100, 0)(answer.options, '/options', complaints);
  else array(optionGroup, 100, 0)(answer.option_groups, '/option_groups', complaints);
  return complaints.lines;
}
