import type { OptionGroup, PlainTextOption } from '@slack/types';
import type { Product } from '../mesh/search/find.ts';
import { visible } from './limits.ts';
import { type Found, option, optionValue } from './option.ts';
import { count } from './words.ts';

const LABELS = { product: 'Data products', database: 'Databases', table: 'Tables' } as const;

/** What a search found, by kind; `nameOf` tells an account's name. */
export function productOptions(products: readonly Product[], nameOf: (accountId: string) => string): Found {
  const groups: OptionGroup[] = Object.entries(LABELS).flatMap(([kind, label]) => {
    const options = products
      .filter((product) => product.kind === kind)
      .map((product) => productOption(product, nameOf));
    return options.length === 0 ? [] : [{ label: { type: 'plain_text', text: visible(label) }, options }];
  });
  return groups.length === 0 ? { options: [] } : { option_groups: groups };
}

/** A product as an option, with why it was found where its name does not tell. */
export function productOption(product: Product, nameOf?: (accountId: string) => string): PlainTextOption {
  const { kind, name, databaseName, tables, owners, because, key } = product;
  const owner = nameOf === undefined ? '' : owners.map(nameOf).join(', ');
  const size = kind === 'table' ? '' : count(tables, 'table');
  const place = kind === 'database' ? '' : databaseName;
  const description = [because, owner, size, place].filter(Boolean).join(' · ');
  return option(name, optionValue(key), description);
}
