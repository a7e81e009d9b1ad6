import type { SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { namedBy } from '../../blocks/option.ts';
import { type Asked, askedView, askingView, REQUEST_FIELDS, readRequestView } from '../../blocks/request-view.ts';
import type { AccessParameters } from '../../mesh/access/request.ts';
import type { Account } from '../../mesh/account.ts';
import { permit } from '../../mesh/permit.ts';
import { type Product, productOf } from '../../mesh/search/find.ts';
import type { MeshTable } from '../../mesh/search/mesh-catalog.ts';
import { explain } from '../answering.ts';
import { drawRequest, keyBehind, visibleTables } from '../asking.ts';
import type { FrontDesk } from '../front-desk.ts';
import { partOf } from '../part.ts';
import { plainly } from '../plainly.ts';

type Errors = Record<string, string>;

/**
 * Asks for access: what is missing is said beside the field; then the modal says that it is being asked, and at last that it
 * was, or what stood in the way, with what was typed.
 */
export function request(desk: FrontDesk) {
  return async ({ ack, body, view }: SlackViewMiddlewareArgs<ViewSubmitAction>): Promise<void> => {
    const userId = body.user.id;
    let ready: Ready;
    try {
      const read = await readyOrErrors(desk, userId, view);
      if ('errors' in read) return await ack({ response_action: 'errors', errors: read.errors });
      ready = read;
    } catch (error) {
      const sentence = await plainly(desk, explain(desk, error), userId);
      return await ack({ response_action: 'errors', errors: { [REQUEST_FIELDS.account]: sentence } });
    }
    await ack({ response_action: 'update', view: askingView() });
    await desk.redraw({ id: view.id, hash: undefined }, () => ask(desk, userId, ready));
  };
}

interface Ready {
  account: Account;
  /** With names in the place of options' values. */
  asked: Asked;
  parameters: AccessParameters;
}

async function ask(desk: FrontDesk, userId: string, { account, asked, parameters }: Ready) {
  try {
    const who = { accountId: account.accountId, actor: `slack-${userId}` };
    const { requestAccess } = await import('../../mesh/access/request.ts');
    const { subscription, existing } = await requestAccess(desk.mesh, who, parameters, {
      beforeCreation: async (request) => (await desk.askers()).note(request, userId),
    });
    const { OwnerPrincipal: ownerId, SubscriptionId: subscriptionId, Notes: standing = [] } = subscription;
    const owner = await desk.directory.get(ownerId);
    const dropped = existing && parameters.notes !== undefined && !standing.includes(parameters.notes);
    const about = { owner, ownerId, channel: account.channel, subscriptionId, existing };
    return askedView({ ...about, ...(dropped && { standing }) });
  } catch (error) {
    return drawRequest(desk, userId, asked, explain(desk, error));
  }
}

async function readyOrErrors(desk: FrontDesk, userId: string, view: unknown): Promise<Ready | { errors: Errors }> {
  const { product: shown, fields } = readRequestView(view);
  const tables = await visibleTables(desk, await partOf(desk, userId));
  const key = fields.product === undefined ? undefined : keyBehind(fields.product, tables);
  const chosen = key === undefined ? undefined : productOf(tables, key)?.product;
  const errors = missingIn(fields, chosen, desk.now());
  const { accountId } = fields;
  if (accountId === undefined || chosen === undefined || Object.keys(errors).length > 0) return { errors };
  if (key !== shown) return { errors: { [REQUEST_FIELDS.product]: 'Wait until its tables are offered, then ask.' } };
  const inside = tables.filter(({ databaseName }) => databaseName === chosen.databaseName);
  const picked = pickedOf(fields, inside);
  if ('problem' in picked) return { errors: { [REQUEST_FIELDS.tables(key)]: picked.problem } };
  const { names, ownerAccountId } = picked;
  if (ownerAccountId === accountId) {
    return { errors: { [REQUEST_FIELDS.account]: 'These tables belong to this very account.' } };
  }
  const { account } = await permit(desk.directory, 'request', accountId, (one) => desk.people.person(userId, [one]));
  const { permissions, why, until, whole } = fields;
  const notes = until === '' ? why : `${why} (until ${until})`;
  const parameters = {
    ...{ ownerAccountId, databaseName: chosen.databaseName, requestPermissions: permissions, notes },
    ...(!whole && { tables: names }),
  };
  return { account, asked: { ...fields, product: key, tables: names }, parameters };
}

function missingIn({ accountId, why, until }: Asked, chosen: Product | undefined, now: Date): Errors {
  const today = now.toISOString().slice(0, 10);
  return {
    ...(accountId === undefined && { [REQUEST_FIELDS.account]: 'Choose the account that is to get access.' }),
    ...(!chosen && { [REQUEST_FIELDS.product]: 'This is not in the mesh (any more). Choose something else.' }),
    ...(why === '' && { [REQUEST_FIELDS.why]: 'Say why: the owner of the data decides by it.' }),
    ...(until !== '' && until <= today && { [REQUEST_FIELDS.until]: 'Choose a day in the future.' }),
  };
}

/** The tables by their names, and the one account that owns them. */
function pickedOf(
  { tables, whole }: Asked,
  inside: readonly MeshTable[],
): { names: string[]; ownerAccountId: string } | { problem: string } {
  const known = inside.map(({ name }) => name);
  const names = tables.flatMap((value) => namedBy(value, known) ?? []);
  const problem = problemWith(names, whole, known);
  if (problem !== null) return { problem };
  const owners = new Set(inside.filter(({ name }) => whole || names.includes(name)).map(({ owner }) => owner));
  const [ownerAccountId] = owners;
  if (ownerAccountId !== undefined && owners.size === 1) return { names, ownerAccountId };
  const some = [...owners].slice(0, 5).join(', ');
  return { problem: `These tables belong to ${owners.size} accounts: ${some}. Ask each for its own.` };
}

function problemWith(picked: readonly string[], whole: boolean, names: readonly string[]): string | null {
  if (whole) return picked.length === 0 ? null : 'Pick tables or take the whole database, not both.';
  if (picked.length === 0) return 'Pick tables, or take the whole database.';
  const gone = picked.filter((name) => !names.includes(name));
  return gone.length === 0 ? null : `${gone.slice(0, 5).join(', ')}: not in the mesh any more. Take it off the list.`;
}
