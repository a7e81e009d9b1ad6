import type { ReactNode } from 'react';
import { CHANNELS, GROUPS } from '../cast.ts';
import { formatDate } from './dates.ts';
import { useDirectory, userOf } from './directory.tsx';
import { safeUrl } from './reference.ts';

/** An address that opens in a new tab; one that is neither web nor mail stays text. */
export function Link({ url, children }: { url: string; children: ReactNode }) {
  const href = safeUrl(url);
  if (href === null) return <>{children}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

/** `@Rita Alvarez`; highlighted when it is the reader. */
export function UserMention({ id }: { id: string }) {
  const directory = useDirectory();
  const user = userOf(directory, id);
  return (
    <span className={id === directory.me.id ? 'mention mention-me' : 'mention'} title={user.title || undefined}>
      @{user.realName}
    </span>
  );
}

/** A user group by its handle. */
export function GroupMention({ id, label }: { id: string; label: string | null }) {
  const handle = GROUPS.find((group) => group.id === id)?.handle ?? id;
  return <span className="mention">{label === null || label === '' ? `@${handle}` : label}</span>;
}

/** A channel by id or by name. What the reader is not in stays without a link. */
export function ChannelMention({ id, name, label }: { id?: string; name?: string; label?: string | null }) {
  const { channels, showChannel } = useDirectory();
  const channel = channels.find((other) => other.kind === 'channel' && (other.id === id || other.name === name));
  if (channel === undefined) {
    if (name !== undefined) return <>#{name}</>;
    const elsewhere = CHANNELS.find((other) => other.id === id)?.name ?? 'private-channel';
    return <span className="mention">#{label || elsewhere}</span>;
  }
  return (
    <button type="button" className="mention" onClick={() => showChannel(channel.id)}>
      #{channel.name}
    </button>
  );
}

interface DateTextProps {
  /** Seconds since 1970. */
  timestamp: number;
  format: string;
  url: string | null;
  fallback: string;
}

/** A date token in the reader's time zone; the title says the whole moment. */
export function DateText({ timestamp, format, url, fallback }: DateTextProps) {
  const { me } = useDirectory();
  const moment = { at: timestamp * 1000, now: Date.now(), tz: me.tz };
  if (!Number.isFinite(new Date(moment.at).getTime())) return <>{fallback}</>;
  const text = (
    <time dateTime={new Date(moment.at).toISOString()} title={formatDate('{date_long} at {time_secs}', moment)}>
      {formatDate(format, moment)}
    </time>
  );
  return url === null ? text : <Link url={url}>{text}</Link>;
}
