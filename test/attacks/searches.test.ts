import { expect, it } from 'vitest';
import { ACTIONS, VIEWS } from '../../src/blocks/ids.ts';
import { openForger } from '../support/forgery.ts';
import { openWorld } from '../support/world.ts';

const DRAFT = JSON.stringify(['01JD0000000000000000000000', '111111111111', 'tpcds', 'picked']);

/** Who finds something, who finds nothing; with the modal that is searched in. */
it.each([
  [ACTIONS.approverGroups, VIEWS.connect, 'null', ['U0ADA'], ['U0RITA', 'U0MAYA', 'U0GUS']],
  [ACTIONS.memberGroups, VIEWS.connect, 'null', ['U0ADA'], ['U0RITA', 'U0MAYA', 'U0GUS']],
  [ACTIONS.sourceDatabase, VIEWS.create, DRAFT, ['U0RITA'], ['U0FINN', 'U0MAYA', 'U0ADA', 'U0GUS']],
  [ACTIONS.sourceTables, VIEWS.create, DRAFT, ['U0RITA'], ['U0FINN', 'U0MAYA', 'U0ADA', 'U0GUS']],
  [ACTIONS.product, VIEWS.request, '', ['U0MAYA', 'U0FINN'], ['U0GUS']],
])(
  'a search for %s finds nothing for whoever may not act on it',
  async (action_id, callback_id, metadata, may, not) => {
    const forger = await openForger(await openWorld());
    const view = { id: 'V1', type: 'modal', callback_id, private_metadata: metadata, hash: '1', blocks: [] };
    const found = async (user: string) => {
      const search = {
        type: 'block_suggestion',
        action_id,
        block_id: 'b',
        value: '',
        view: { ...view, state: { values: {} } },
      };
      const { answer } = await forger.interact(user, search);
      const { options = [], option_groups: groups = [] } = JSON.parse(answer.body);
      return options.length + groups.length > 0;
    };
    for (const user of may) expect({ user, found: await found(user) }).toEqual({ user, found: true });
    for (const user of not) expect({ user, found: await found(user) }).toEqual({ user, found: false });
  },
);
