/** What stands between `<` and `>` in Slack's mrkdwn. */
export type Reference =
  | { type: 'link'; url: string; label: string | null }
  | { type: 'user' | 'channel' | 'usergroup'; id: string; label: string | null }
  | { type: 'broadcast'; range: 'here' | 'channel' | 'everyone' }
  | { type: 'date'; timestamp: number; format: string; url: string | null; fallback: string };

/** Reads the text between the angle brackets; null when Slack would leave it as text. */
export function parseReference(content: string): Reference | null {
  const bar = content.indexOf('|');
  const target = bar < 0 ? content : content.slice(0, bar);
  const label = bar < 0 ? null : content.slice(bar + 1);
  if (content.includes('\n')) return null;
  if (/^@[UWB][A-Z0-9]+$/.test(target)) return { type: 'user', id: target.slice(1), label };
  if (/^#[CDG][A-Z0-9]+$/.test(target)) return { type: 'channel', id: target.slice(1), label };
  if (target.startsWith('!')) return parseCommand(target.slice(1), label);
  const url = safeUrl(target.replaceAll('&amp;', '&'));
  return url === null ? null : { type: 'link', url, label: label === '' ? null : label };
}

function parseCommand(command: string, label: string | null): Reference | null {
  if (command === 'here' || command === 'channel' || command === 'everyone') {
    return { type: 'broadcast', range: command };
  }
  const [name, ...rest] = command.split('^');
  if (name === 'subteam' && rest[0] !== undefined) return { type: 'usergroup', id: rest[0], label };
  const timestamp = Number(rest[0]);
  if (name !== 'date' || rest[1] === undefined || !Number.isInteger(timestamp)) return null;
  return { type: 'date', timestamp, format: rest[1], url: safeUrl(rest[2] ?? ''), fallback: label ?? '' };
}

/** The address when a click on it may be followed (web and mail), else null: no `javascript:` ever becomes a link. */
export function safeUrl(url: string): string | null {
  return /^(?:https?:\/\/|mailto:)\S+$/i.test(url) ? url : null;
}
