import { runShortcut, sendCommand, sendMessage } from './api.ts';
import { Composer } from './composer.tsx';
import { appOf, useDirectory } from './directory.tsx';
import { Home } from './home.tsx';
import { readLinkedMessage } from './location.ts';
import type { MenuItem } from './menu.tsx';
import { Messages } from './messages.tsx';
import { escapeText } from './mrkdwn.ts';
import type { PageChannel, PageMessage, PageState, PageView } from './protocol.ts';
import type { useSlackbot } from './slackbot.ts';

interface ChannelPaneProps {
  state: PageState;
  /** Null on the Home tab. */
  channel: PageChannel | null;
  messages: PageMessage[] | null;
  /** Null until it was read. */
  home: { view: PageView | null } | null;
  slackbot: ReturnType<typeof useSlackbot>;
  onShow: (shown: string) => void;
  onError: (error: unknown) => void;
}

/** What is looked at: a channel or the direct message with its composer, or the app's Home tab. */
export function ChannelPane(props: ChannelPaneProps) {
  const { state, channel, messages, home, slackbot, onShow, onError } = props;
  const linked = readLinkedMessage(window.location.pathname);
  return (
    <main className="pane">
      {channel?.kind === 'channel' ? (
        <header className="pane-header">
          <h2>#{channel.name}</h2>
          <span className="topic">{channel.topic}</span>
        </header>
      ) : (
        <AppHeader state={state} onHome={channel === null} onShow={onShow} />
      )}
      {channel === null && home !== null && <Home view={home.view} />}
      {channel !== null && messages === null && <div className="messages" />}
      {channel !== null && messages !== null && (
        <Messages
          key={channel.id}
          channel={channel.id}
          messages={[...messages, ...slackbot.linesOf(channel.id)]}
          shortcuts={state.shortcuts}
          linked={linked}
          onError={onError}
        />
      )}
      {channel !== null && <ChannelComposer {...props} channel={channel} />}
    </main>
  );
}

function AppHeader({ state, onHome, onShow }: { state: PageState; onHome: boolean; onShow: (shown: string) => void }) {
  const app = appOf(state);
  const direct = state.channels.find((channel) => channel.kind === 'direct');
  return (
    <header className="pane-header app-header">
      <h2>
        {app?.realName} <span className="app-badge">APP</span>
      </h2>
      <div className="tabs" role="tablist" aria-label={app?.realName}>
        <button type="button" role="tab" aria-selected={onHome} onClick={() => onShow('home')}>
          Home
        </button>
        {direct !== undefined && (
          <button type="button" role="tab" aria-selected={!onHome} onClick={() => onShow(direct.id)}>
            Messages
          </button>
        )}
      </div>
    </header>
  );
}

function ChannelComposer({ state, channel, slackbot, onError }: ChannelPaneProps & { channel: PageChannel }) {
  const { me } = useDirectory();
  const shortcuts: MenuItem[] = state.shortcuts
    .filter((shortcut) => shortcut.type === 'global')
    .map(({ name, callbackId }) => ({
      key: callbackId,
      label: name,
      onSelect: () => runShortcut(me.id, callbackId).catch(onError),
    }));
  const onCommand = (command: string, text: string) => {
    if (state.commands.some((known) => known.command === command)) {
      sendCommand(me.id, channel.id, command, text).catch(onError);
    } else {
      slackbot.say(
        channel.id,
        `\`${escapeText(command)}\` is not a valid command. Type \`/\` to see the commands of this workspace.`,
      );
    }
  };
  return (
    <Composer
      key={channel.id}
      placeholder={channel.kind === 'channel' ? `Message #${channel.name}` : `Message ${channel.name}`}
      commands={state.commands}
      shortcuts={shortcuts}
      onCommand={onCommand}
      onMessage={(text) => sendMessage(me.id, channel.id, text).catch(onError)}
    />
  );
}
