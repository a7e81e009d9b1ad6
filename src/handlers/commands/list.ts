import { listBlocks } from '../../blocks/list.ts';
import type { ListRef } from '../../blocks/list-ref.ts';
import { listPage } from '../lists.ts';
import type { Subcommand } from './subcommand.ts';

/** The first page of a list; the words that follow the command narrow it. */
function list(name: ListRef['list']): Subcommand {
  return async (desk, { words, userId, channel }, { acked, answer }) => {
    await acked();
    await answer(listBlocks(await listPage(desk, { userId, channel }, { list: name, at: '', words })));
  };
}

/** `/mesh requests`: what waits for a decision by or about the person's accounts. */
export const requests = list('requests');

/** `/mesh subscriptions [words]`: what the person's accounts share and hold. */
export const subscriptions = list('subscriptions');

/** `/mesh products [database] [pattern]`: what the mesh offers. */
export const products = list('products');

/** `/mesh accounts`: every connected account; for admins. */
export const accounts = list('accounts');

/** `/mesh audit [ID]`: who decided what and when, out of Meshdesk's own table; on one request, or for the person's accounts. */
export const audit = list('audit');
