const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it may stand in XML. */
export const escapeXml = (text: string) => text.replace(/[&<>"]/g, (one) => ESCAPES[one] ?? one);

/** The members of `output` as XML elements, in order; absent ones are left out, Dates are ISO 8601. */
export function toXml(output: object): string {
  return Object.entries(output)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${valueXml(value)}</${name}>`)
    .join('');
}

function valueXml(value: unknown): string {
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (typeof value === 'object' && value !== null) return toXml(value);
  return escapeXml(String(value));
}
