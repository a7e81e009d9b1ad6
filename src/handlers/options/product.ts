import type { BlockSuggestion, SlackOptionsMiddlewareArgs } from '@slack/bolt';
import { type Found, found, option, optionValue } from '../../blocks/option.ts';
import { productOptions } from '../../blocks/product-options.ts';
import { readRequestView } from '../../blocks/request-view.ts';
import { findProducts, productOf } from '../../mesh/search/find.ts';
import type { MeshTable } from '../../mesh/search/mesh-catalog.ts';
import { visibleTables } from '../asking.ts';
import type { FrontDesk } from '../front-desk.ts';
import { type Part, partOf } from '../part.ts';
import { asError } from '../request-state.ts';

const NONE: Found = { options: [] };

/** Answers a search for something to ask for: by name, domain, tag or column. */
export function products(desk: FrontDesk) {
  return answering(desk, (tables, { directory }, { value }) => {
    const nameOf = (accountId: string) => directory.get(accountId)?.name ?? accountId;
    return productOptions(findProducts(tables, value, nameOf), nameOf);
  });
}

/** Answers a search for tables in the database of what is chosen. */
export function productTables(desk: FrontDesk) {
  return answering(desk, (tables, _part, { value, view }) => {
    const { product: key } = readRequestView(view);
    const chosen = key === undefined ? undefined : productOf(tables, key)?.product;
    if (chosen === undefined) return NONE;
    const inside = tables.filter(({ databaseName }) => databaseName === chosen.databaseName);
    return found(
      inside,
      value,
      ({ name }) => name,
      ({ name }) => option(name, optionValue(name)),
    );
  });
}

/** Only full members of the workspace see what the mesh offers. */
function answering(
  desk: FrontDesk,
  search: (tables: readonly MeshTable[], part: Part, asked: BlockSuggestion) => Found,
) {
  return async ({ ack, body }: SlackOptionsMiddlewareArgs<'block_suggestion'>): Promise<void> => {
    try {
      const part = await partOf(desk, body.user.id);
      await ack(part.person.standing === 'member' ? search(await visibleTables(desk, part), part, body) : NONE);
    } catch (error) {
      desk.logger.warn('the mesh catalog could not be searched', { error: asError(error) });
      await ack(NONE);
    }
  };
}
