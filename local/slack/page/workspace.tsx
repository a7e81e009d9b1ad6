import { useEffect, useMemo, useRef } from 'react';
import { getHome, getMessages, getViews, listen, openChannel, openHome, UNREACHABLE } from './api.ts';
import { ChannelPane } from './channel-pane.tsx';
import { type Directory, DirectoryProvider } from './directory.tsx';
import { useLive } from './live.ts';
import type { Place } from './location.ts';
import { Modals } from './modal.tsx';
import { Notices, type useNotices } from './notices.tsx';
import type { PageEvent, PageState } from './protocol.ts';
import { Sidebar } from './sidebar.tsx';
import { useSlackbot } from './slackbot.ts';
import { TopBar } from './top-bar.tsx';

interface WorkspaceProps {
  state: PageState;
  refreshState: () => void;
  shown: string | null;
  onGo: (place: Partial<Place>) => void;
  notices: ReturnType<typeof useNotices>;
  onError: (error: unknown) => void;
}

/** The workspace through the eyes of one person. */
export function Workspace({ state, refreshState, shown, onGo, notices, onError }: WorkspaceProps) {
  const channel = shown === 'home' ? null : (find(state, shown) ?? state.channels[0] ?? null);
  const place = shown === 'home' ? 'home' : (channel?.id ?? null);
  const live = useWorkspace(state, place, onError);
  const slackbot = useSlackbot();
  const directory = useNewDirectory(state, channel?.id ?? null, (id) => onGo({ shown: id }));

  const onNotice = (text: string) => {
    if (channel !== null && live.views.data?.length === 0) slackbot.say(channel.id, text);
    else notices.add(text);
  };
  const onOpen = () => {
    notices.forget(UNREACHABLE);
    refreshState();
    for (const part of [live.messages, live.views, live.home]) part.refresh();
  };
  const onChannel = (id: string) => {
    refreshState();
    if (id === channel?.id) live.messages.refresh();
  };
  useEvents(state.user, { onChannel, onNotice, onOpen, onViews: live.views.refresh, onHome: live.home.refresh });
  useTitle(state, channel?.name ?? null);

  const views = live.views.data ?? [];
  const toasts = <Notices list={notices.list} onDismiss={notices.dismiss} />;
  return (
    <DirectoryProvider value={directory}>
      <div className="workspace">
        <TopBar state={state} onSwitch={(user) => onGo({ user, shown: null })} />
        <Sidebar state={state} shown={place} onShow={(id) => onGo({ shown: id })} />
        <ChannelPane
          state={state}
          channel={channel}
          messages={live.messages.data}
          home={live.home.data}
          slackbot={slackbot}
          onShow={(id) => onGo({ shown: id })}
          onError={onError}
        />
      </div>
      <Modals views={views}>{toasts}</Modals>
      {views.length === 0 && toasts}
    </DirectoryProvider>
  );
}

interface Hearing {
  onChannel: (channel: string) => void;
  onViews: () => void;
  onHome: () => void;
  onNotice: (text: string) => void;
  onOpen: () => void;
}

/** Hears what happens for the person. */
function useEvents(user: string, hearing: Hearing) {
  const latest = useRef(hearing);
  latest.current = hearing;
  useEffect(() => {
    const onEvent = (event: PageEvent) => {
      if (event.type === 'channel') latest.current.onChannel(event.channel);
      else if (event.type === 'views') latest.current.onViews();
      else if (event.type === 'home') latest.current.onHome();
      else latest.current.onNotice(event.text);
    };
    return listen(user, onEvent, () => latest.current.onOpen());
  }, [user]);
}

/** What the server has for the person and place; looking at a place is told to the server. */
function useWorkspace(state: PageState, place: string | null, onError: (error: unknown) => void) {
  const { user } = state;
  const isChannel = place !== null && place !== 'home';
  const messages = useLive(isChannel ? place : null, (channel) => getMessages(user, channel), onError);
  const views = useLive(user, getViews, onError);
  const home = useLive(place === 'home' ? user : null, getHome, onError);

  const unread = find(state, place)?.unread ?? 0;
  const failed = useRef(onError);
  failed.current = onError;
  useEffect(() => {
    if (place === 'home') openHome(user).catch((error: unknown) => failed.current(error));
  }, [user, place]);
  useEffect(() => {
    if (!isChannel || unread === 0) return;
    const look = () => {
      if (document.visibilityState === 'visible') {
        openChannel(user, place).catch((error: unknown) => failed.current(error));
      }
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [user, place, isChannel, unread]);
  return { messages, views, home };
}

function useNewDirectory(state: PageState, conversation: string | null, show: (id: string) => void): Directory {
  const latest = useRef(show);
  latest.current = show;
  return useMemo(() => {
    const me = state.users.find((user) => user.id === state.user) ?? state.users[0];
    if (me === undefined) throw new Error('The workspace has nobody in it.');
    const { users, channels } = state;
    return { me, users, channels, conversation, showChannel: (id: string) => latest.current(id) };
  }, [state, conversation]);
}

function useTitle(state: PageState, channel: string | null) {
  const unread = state.channels.reduce((sum, { unread }) => sum + unread, 0);
  const title = `${unread > 0 ? `(${unread}) ` : ''}${channel === null ? '' : `${channel} – `}${state.team.name}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}

function find(state: PageState, id: string | null) {
  return state.channels.find((channel) => channel.id === id);
}
