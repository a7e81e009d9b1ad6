import type { Present } from './preparation.ts';
import type { Offer, Room } from './room.ts';
import { differs, tableInput } from './tables.ts';
import { lackingTags, placeGrants, tableGrants } from './wanted.ts';

/** How the tables stood before anything was done to them: an attempt that goes on with another's work tells by it what both came to. */
export interface Found {
  /** The source tables that are meant, views and links among them: what matches later is not. */
  meant: string[];
  /** Source tables that were in the mesh. */
  existed: string[];
  /** Those of them whose definition, grants, LF-tags or link were not as they are to be; partitions are told as they are come to. */
  behind: string[];
}

/** Out of what was looked up anyway. */
export function foundOf(room: Room, present: Present, offers: readonly Offer[]): Omit<Found, 'meant'> {
  const existing = offers.filter(({ name }) => present.meshTables.has(name));
  const isBehind = (offer: Offer) => {
    const copy = present.meshTables.get(offer.name);
    return (
      (copy !== undefined && differs(tableInput(offer.table, room.accountId), copy)) ||
      placeGrants(room, present, offer).length + tableGrants(room, present, offer).length > 0 ||
      lackingTags(room, present, offer).length > 0 ||
      (room.order.linked && !present.links.has(offer.link))
    );
  };
  return { existed: existing.map(({ name }) => name), behind: existing.filter(isBehind).map(({ name }) => name) };
}
