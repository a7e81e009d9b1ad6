import { useMemo } from 'react';
import { Avatar } from './avatar.tsx';
import { readBlocks } from './blockkit.ts';
import { Blocks } from './blocks/blocks.tsx';
import { formatDate, formatTime } from './dates.ts';
import { useDirectory, userOf } from './directory.tsx';
import { Menu, type MenuItem } from './menu.tsx';
import { Mrkdwn } from './mrkdwn-view.tsx';
import type { PageMessage } from './protocol.ts';
import { SurfaceProvider, useNewSurface } from './surface.tsx';
import { timeOf } from './threads.ts';

interface MessageProps {
  channel: string;
  message: PageMessage;
  /** Written right after the same person's message above: neither name nor picture is repeated. */
  continues: boolean;
  shortcuts: readonly MenuItem[];
}

/** One message: who, when, and what, with the app's message shortcuts at its corner. */
export function Message({ channel, message, continues, shortcuts }: MessageProps) {
  const directory = useDirectory();
  const author = userOf(directory, message.user);
  const moment = { at: timeOf(message), now: Date.now(), tz: directory.me.tz };
  const time = (
    <time dateTime={new Date(moment.at).toISOString()} title={formatDate('{date_long} at {time_secs}', moment)}>
      {formatTime(moment)}
    </time>
  );
  return (
    <article
      className={`message ${message.ephemeral ? 'ephemeral' : ''} ${continues ? 'continues' : ''}`}
      data-ts={message.ts}
      aria-label={`${author.realName} at ${formatTime(moment)}`}
    >
      {message.ephemeral && <div className="ephemeral-note">👁️ Only visible to you</div>}
      <div className="message-gutter">{continues ? time : <Avatar user={author} />}</div>
      <div className="message-main">
        {!continues && (
          <div className="message-head">
            <span className="author">{author.realName}</span>
            {author.bot && <span className="app-badge">APP</span>}
            {time}
          </div>
        )}
        <MessageBody channel={channel} message={message} />
        {message.edited && <span className="edited">(edited)</span>}
      </div>
      {!message.ephemeral && (
        <Menu
          label="More actions"
          className="message-actions"
          align="end"
          items={shortcuts}
          empty="The app has no message shortcuts."
        >
          ⋮
        </Menu>
      )}
    </article>
  );
}

function MessageBody({ channel, message }: { channel: string; message: PageMessage }) {
  const blocks = useMemo(() => readBlocks(message.blocks), [message.blocks]);
  const surface = useNewSurface({ type: 'message', channel, ts: message.ts }, blocks);
  if (blocks.length === 0) return <Mrkdwn text={message.text} />;
  return (
    <SurfaceProvider value={surface}>
      <Blocks blocks={blocks} />
    </SurfaceProvider>
  );
}
