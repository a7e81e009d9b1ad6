/** A call of Slack that was given up, and that may take effect late: over what was drawn since, or beside what was posted since. */
export interface Doubt {
  slot: string;
  channel: string;
  edition: string;
  /** The message that it was to change; absent: it was to post one. */
  ts?: string;
  /** Digest of what it was to show. */
  shows: string;
  /** ISO 8601: when it was made, if it was to post. */
  since?: string;
  /** ISO 8601: from then on it takes no effect any more. */
  until: string;
}

/** Each call has a key of its own: what one of them was to show says nothing of another. */
export const doubtSlot = ({ slot, ts, since, shows }: Omit<Doubt, 'until'>): string =>
  `doubt#${slot}#${ts ?? `posted ${since}`}#${shows}`;
