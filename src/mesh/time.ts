/** `YYYY-MM-DD HH:MM:SS` in UTC, the form of the original's CreationDate and UpdatedDate. */
export function meshTime(date: Date): string {
  return date.toISOString().slice(0, 19).replace('T', ' ');
}

/** The instant that `meshTime` wrote; null when it cannot have written `text`. */
export function fromMeshTime(text: string): Date | null {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return null;
  const date = new Date(`${text.replace(' ', 'T')}Z`);
  // The 31st of February is read as the 3rd of March.
  return Number.isNaN(date.getTime()) || meshTime(date) !== text ? null : date;
}
