import { useLayoutEffect, useRef, useState } from 'react';
import { runShortcut } from './api.ts';
import { formatDay } from './dates.ts';
import { useDirectory } from './directory.tsx';
import type { MenuItem } from './menu.tsx';
import { Message } from './message.tsx';
import type { PageMessage, PageState } from './protocol.ts';
import { type Thread, threadsOf, timeOf } from './threads.ts';

/** How near to its end the list must be to follow new messages. */
const FOLLOW_PX = 80;
/** Threads up to this length stand open. */
const OPEN_REPLIES = 3;

interface MessagesProps {
  channel: string;
  messages: readonly PageMessage[];
  shortcuts: PageState['shortcuts'];
  /** The message that a permalink leads to. */
  linked: string | null;
  onError: (error: unknown) => void;
}

/** A channel's messages, oldest first; the list stays at its end while new ones come. */
export function Messages({ channel, messages, shortcuts, linked, onError }: MessagesProps) {
  const { me } = useDirectory();
  const threads = threadsOf(messages, me.tz);
  const last = threads.at(-1)?.root;
  const list = useFollowing(linked, last?.user === me.id || last?.ephemeral === true ? last.ts : null);
  const itemsFor = (message: PageMessage): MenuItem[] =>
    shortcuts
      .filter((shortcut) => shortcut.type === 'message')
      .map(({ name, callbackId }) => ({
        key: callbackId,
        label: name,
        onSelect: () => runShortcut(me.id, callbackId, { channel, ts: message.ts }).catch(onError),
      }));
  return (
    <div ref={list} className="messages" role="log" aria-label="Messages">
      <div className="messages-inner">
        {threads.length === 0 && <p className="messages-empty">Nothing has been written here yet.</p>}
        {threads.map((thread) => (
          <ThreadView key={thread.root.ts} thread={thread} channel={channel} itemsFor={itemsFor} />
        ))}
      </div>
    </div>
  );
}

interface ThreadProps {
  thread: Thread;
  channel: string;
  itemsFor: (message: PageMessage) => MenuItem[];
}

function ThreadView({ thread, channel, itemsFor }: ThreadProps) {
  const { root, replies, startsDay, continues } = thread;
  const { me } = useDirectory();
  return (
    <>
      {startsDay && (
        <div className="day">
          <span>{formatDay({ at: timeOf(root), now: Date.now(), tz: me.tz })}</span>
        </div>
      )}
      <Message channel={channel} message={root} continues={continues} shortcuts={itemsFor(root)} />
      {replies.length > 0 && <Replies replies={replies} channel={channel} itemsFor={itemsFor} />}
    </>
  );
}

function Replies({ replies, channel, itemsFor }: Omit<ThreadProps, 'thread'> & { replies: PageMessage[] }) {
  const [chosen, setChosen] = useState<boolean | null>(null);
  const open = chosen ?? (replies.length <= OPEN_REPLIES || replies.some((reply) => reply.ephemeral));
  return (
    <div className="thread">
      <button type="button" className="thread-toggle" aria-expanded={open} onClick={() => setChosen(!open)}>
        {replies.length === 1 ? '1 reply' : `${replies.length} replies`}
      </button>
      {open &&
        replies.map((reply) => (
          <Message key={reply.ts} channel={channel} message={reply} continues={false} shortcuts={itemsFor(reply)} />
        ))}
    </div>
  );
}

/**
 * A scrolling element that is held at its end, unless the reader has scrolled up or come for one message. A new `own`,
 * the last message when it is the reader's or only for the reader, always leads to the end.
 */
function useFollowing(linked: string | null, own: string | null) {
  const list = useRef<HTMLDivElement>(null);
  const first = useRef(own);
  useLayoutEffect(() => {
    if (own !== null && own !== first.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [own]);
  useLayoutEffect(() => {
    const element = list.current;
    const inner = element?.firstElementChild;
    if (!element || !inner) return;
    const target = linked === null ? null : element.querySelector(`[data-ts="${CSS.escape(linked)}"]`);
    target?.classList.add('linked');
    target?.scrollIntoView({ block: 'center' });
    let following = target === null;
    const toEnd = () => {
      if (following) element.scrollTop = element.scrollHeight;
    };
    const onScroll = () => {
      following = element.scrollHeight - element.scrollTop - element.clientHeight < FOLLOW_PX;
    };
    const sizes = new ResizeObserver(toEnd);
    sizes.observe(inner);
    sizes.observe(element);
    element.addEventListener('scroll', onScroll);
    toEnd();
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [linked]);
  return list;
}
