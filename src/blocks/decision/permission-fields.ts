import type { InputBlock } from '@slack/types';
import type { Choices } from '../../mesh/choices.ts';
import type { TablePermission } from '../../mesh/plan.ts';
import { option } from '../option.ts';
import type { Entered } from './entered.ts';

const GRANTED = 'permissions';
const GRANTABLE = 'grantable';

/** Every permission that a table takes, and what it allows. */
export const ALLOWS: Record<TablePermission, string> = {
  SELECT: 'read the rows',
  DESCRIBE: 'see the schema; comes with every grant',
  INSERT: 'add rows',
  DELETE: 'remove rows',
  ALTER: 'change the schema',
  DROP: 'remove the table',
  ALL: 'everything, always on all rows and columns',
};
export const PERMISSIONS = Object.keys(ALLOWS) as TablePermission[];

/** What is granted, and what of it may be passed on. */
export function permissionFields({ permissions, grantable }: Pick<Choices, 'permissions' | 'grantable'>): InputBlock[] {
  const offered = passable(permissions);
  return [
    boxes('permissions', 'Permissions', GRANTED, PERMISSIONS, permissions, ALLOWS),
    {
      // Another choice of boxes is another block: Slack would keep the ticks of the one before.
      ...boxes(`grantable ${offered.join(' ')}`, 'May be passed on', GRANTABLE, offered, grantable),
      optional: true,
      hint: { type: 'plain_text', text: 'To anybody in the account that asks. Only what is granted can be passed on.' },
    },
  ];
}

/** What the fields hold; what is no longer granted cannot be passed on. */
export function readPermissionFields(entered: Entered): Pick<Choices, 'permissions' | 'grantable'> {
  const permissions = known(entered.many(GRANTED));
  const offered = passable(permissions);
  return { permissions, grantable: known(entered.many(GRANTABLE)).filter((name) => offered.includes(name)) };
}

function passable(permissions: readonly TablePermission[]): TablePermission[] {
  if (permissions.includes('ALL')) return PERMISSIONS;
  return PERMISSIONS.filter((name) => name === 'DESCRIBE' || permissions.includes(name));
}

function known(values: readonly string[] | undefined): TablePermission[] {
  return PERMISSIONS.filter((name) => values?.includes(name));
}

function boxes(
  blockId: string,
  label: string,
  actionId: string,
  offered: readonly TablePermission[],
  ticked: readonly TablePermission[],
  words: Partial<typeof ALLOWS> = {},
): InputBlock {
  const options = offered.map((name) => option(name, name, words[name]));
  const initial = options.filter(({ value }) => ticked.some((name) => name === value));
  return {
    type: 'input',
    block_id: blockId,
    dispatch_action: true,
    label: { type: 'plain_text', text: label },
    element: {
      type: 'checkboxes',
      action_id: actionId,
      options,
      ...(initial.length > 0 && { initial_options: initial }),
    },
  };
}
