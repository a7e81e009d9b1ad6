import type { Present } from './preparation.ts';
import type { Offer, Room } from './room.ts';
import { differs, tableInput } from './tables.ts';
import { placeGrants, tableGrants } from './wave.ts';

/** How the tables stood before anything was done to them: an attempt that goes on with another's work tells by it what both came to. */
export interface Found {
  /** Source tables that were in the mesh. */
  existed: string[];
  /** Those of them whose definition, grants or link were not as they are to be. Partitions and LF-tags are not looked at. */
  behind: string[];
}

/** Out of what was looked up anyway. */
export function foundOf(room: Room, present: Present, offers: readonly Offer[]): Found {
  const existing = offers.filter(({ name }) => present.meshTables.has(name));
  const granted = [...placeGrants(room, present, existing), ...tableGrants(room, present, existing)];
  const ungranted = new Set(granted.map(({ offer }) => offer.name));
  const isBehind = ({ name, link, table }: Offer) => {
    const copy = present.meshTables.get(name);
    const changed = copy !== undefined && differs(tableInput(table, room.accountId), copy);
    return changed || ungranted.has(name) || (room.order.linked && !present.links.has(link));
  };
  return { existed: existing.map(({ name }) => name), behind: existing.filter(isBehind).map(({ name }) => name) };
}
