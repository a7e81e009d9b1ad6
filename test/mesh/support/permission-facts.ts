import { type GrantEntry, TABLE_PERMISSIONS, type TablePermission } from '../../../src/mesh/plan.ts';
import { COLUMNS } from './any-plan-input.ts';

/** Lake Formation as it is documented, over single permissions: `table|scope|permission` and `…|option`. */
export type Facts = Set<string>;

const EVERY = TABLE_PERMISSIONS.filter((one) => one !== 'ALL');
/** Of a list every column is a scope of its own. */
const scopesOf = ({ columns: choice, filter }: GrantEntry): string[] => {
  if (filter !== undefined) return [filter];
  if (choice === undefined) return ['*'];
  if ('exclude' in choice) return [JSON.stringify(['out', ...choice.exclude.toSorted()])];
  return choice.include.map((name) => JSON.stringify(['in', name]));
};
export const spelled = (list: readonly TablePermission[]) => (list.includes('ALL') ? [...EVERY, 'ALL'] : list);
const factsOf = (entry: GrantEntry): string[] =>
  scopesOf(entry).flatMap((scope) => [
    ...spelled(entry.permissions).map((one) => `${entry.table}|${scope}|${one}`),
    ...spelled(entry.grantable).map((one) => `${entry.table}|${scope}|${one}|option`),
  ]);

export function apply(
  facts: Facts,
  plan: { grant: GrantEntry[]; revoke: GrantEntry[]; regrant?: GrantEntry[] },
): Facts {
  const after = new Set(facts);
  for (const entry of plan.grant) for (const fact of factsOf(entry)) after.add(fact);
  for (const entry of plan.revoke) {
    for (const fact of factsOf(entry)) after.delete(fact);
    for (const scope of scopesOf(entry)) {
      const at = `${entry.table}|${scope}|ALL`;
      if (entry.permissions.length > 0) after.delete(at);
      if (entry.grantable.length > 0) after.delete(`${at}|option`);
    }
  }
  for (const entry of plan.regrant ?? []) for (const fact of factsOf(entry)) after.add(fact);
  return after;
}

export const heldFacts = (entries: readonly GrantEntry[]): Facts => new Set(entries.flatMap(factsOf));

/** The facts as entries again, as Lake Formation would list them. */
export function listed(facts: Facts, like: readonly GrantEntry[]): GrantEntry[] {
  return like.flatMap((entry) =>
    scopesOf(entry).map((scope) => {
      const at = `${entry.table}|${scope}|`;
      const [, name] = scope.startsWith('["in"') ? (JSON.parse(scope) as string[]) : [];
      return {
        ...entry,
        ...(name !== undefined && { columns: { include: [name] } }),
        permissions: TABLE_PERMISSIONS.filter((one) => facts.has(`${at}${one}`)),
        grantable: TABLE_PERMISSIONS.filter((one) => facts.has(`${at}${one}|option`)),
      };
    }),
  );
}

/** Whether `facts` let the principal read the column, by no filter. */
export function reads(facts: Facts, table: string, column: string, option: '' | '|option' = ''): boolean {
  return [...facts].some((fact) => {
    const [of, scope = '', one, opt] = fact.split('|');
    if (of !== table || one !== 'SELECT' || (opt === undefined) !== (option === '')) return false;
    if (scope === '*') return true;
    if (!scope.startsWith('[')) return false;
    const [way, ...names] = JSON.parse(scope) as string[];
    return names.includes(column) === (way === 'in');
  });
}

/** Whether `facts` let the principal do what `entry` wants: all columns let it read some of them. */
export function gives(facts: Facts, entry: GrantEntry, one: TablePermission, option: '' | '|option'): boolean {
  if (scopesOf(entry).every((scope) => facts.has(`${entry.table}|${scope}|${one}${option}`))) return true;
  if (!entry.columns || entry.filter !== undefined) return false;
  const isIn = (name: string) => reads(heldFacts([{ ...entry, grantable: [] }]), entry.table, name);
  return [...COLUMNS, 'another'].filter(isIn).every((name) => reads(facts, entry.table, name, option));
}
