import { Avatar } from './avatar.tsx';
import { appOf } from './directory.tsx';
import type { PageChannel, PageState } from './protocol.ts';

interface SidebarProps {
  state: PageState;
  /** A channel's id, or `home`. */
  shown: string | null;
  onShow: (shown: string) => void;
}

/** The workspace's name, its channels with what is unread, and the app. */
export function Sidebar({ state, shown, onShow }: SidebarProps) {
  const app = appOf(state);
  const direct = state.channels.find((channel) => channel.kind === 'direct');
  return (
    <nav className="sidebar" aria-label="Channels">
      <h1>{state.team.name}</h1>
      <h2>Channels</h2>
      <ul>
        {state.channels
          .filter((channel) => channel.kind === 'channel')
          .map((channel) => (
            <li key={channel.id}>
              <ChannelLink channel={channel} current={channel.id === shown} onShow={onShow} />
            </li>
          ))}
      </ul>
      {app !== undefined && (
        <>
          <h2>Apps</h2>
          <ul>
            <li>
              <a
                href={`#${app.name}`}
                className={direct !== undefined && direct.unread > 0 ? 'unread' : ''}
                aria-current={shown === 'home' || shown === direct?.id ? 'page' : undefined}
                onClick={(event) => {
                  event.preventDefault();
                  onShow(direct !== undefined && direct.unread > 0 ? direct.id : 'home');
                }}
              >
                <Avatar user={app} small={true} />
                <span className="channel-name">{app.realName}</span>
                {direct !== undefined && <Badge unread={direct.unread} />}
              </a>
            </li>
          </ul>
        </>
      )}
    </nav>
  );
}

function ChannelLink({
  channel,
  current,
  onShow,
}: {
  channel: PageChannel;
  current: boolean;
  onShow: (id: string) => void;
}) {
  return (
    <a
      href={`?channel=${channel.id}`}
      className={channel.unread > 0 && !current ? 'unread' : ''}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => {
        event.preventDefault();
        onShow(channel.id);
      }}
    >
      <span className="channel-name">#{channel.name}</span>
      {!current && <Badge unread={channel.unread} />}
    </a>
  );
}

function Badge({ unread }: { unread: number }) {
  if (unread === 0) return null;
  return (
    <span className="badge" role="img" aria-label={`${unread} unread`}>
      {unread}
    </span>
  );
}
