/**
 * What the Slack stand-in's web page and its server say to each other, under `/page/api/`. Every call names the person
 * it speaks for (`user`, a Slack user id); there is no login. Errors: HTTP 400 with `{ error: string }`.
 */

/** `GET state?user=U…` */
export interface PageState {
  team: { id: string; name: string };
  /** Every person of the cast, for the switch "you are …"; the bot itself is among them with `bot: true`. */
  users: PageUser[];
  user: string;
  /** Channels this person is a member of, and the direct message with the bot. */
  channels: PageChannel[];
  /** Slash commands and global shortcuts of the app that is connected, as the manifest has them. */
  commands: { command: string; description: string; usageHint: string }[];
  shortcuts: { type: 'global' | 'message'; name: string; callbackId: string }[];
  /** Whether a bot is connected now (Socket Mode) or a request URL is set. */
  connected: boolean;
}

export interface PageUser {
  id: string;
  name: string;
  realName: string;
  title: string;
  bot: boolean;
  /** IANA time zone. */
  tz: string;
}

export interface PageChannel {
  id: string;
  name: string;
  kind: 'channel' | 'direct';
  unread: number;
  topic: string;
}

/** `GET messages?user=U…&channel=C…` answers `{ messages: PageMessage[] }`, oldest first, replies included. */
export interface PageMessage {
  ts: string;
  user: string;
  text: string;
  blocks: unknown[];
  /** Only `user` of the request sees it; it cannot be reached by chat.update. */
  ephemeral: boolean;
  threadTs: string | null;
  edited: boolean;
}

/** `GET home?user=U…` answers `{ view: PageView | null }`; `GET views?user=U…` answers `{ views: PageView[] }`, the
 *  modal stack, the topmost last. */
export interface PageView {
  id: string;
  hash: string;
  type: 'modal' | 'home';
  callbackId: string;
  title: string;
  submit: string | null;
  close: string | null;
  blocks: unknown[];
}

/** `GET events?user=U…` is a server-sent event stream; each event's data is one of these. */
export type PageEvent =
  /** `channel` is empty when it concerns the workspace as a whole, e.g. that an app has connected. */
  | { type: 'channel'; channel: string }
  | { type: 'views' }
  | { type: 'home' }
  /** Something Slack itself tells the person, e.g. that the app did not respond in time. */
  | { type: 'notice'; text: string };

/** Where an element sits, for `POST action` and `POST options`. */
export type PageContainer = { type: 'message'; channel: string; ts: string } | { type: 'view'; viewId: string };

/** The values of a view's or message's input elements: `state.values` in Slack's own form. */
export type PageValues = Record<string, Record<string, unknown>>;

/** `POST open {user, channel}`: the channel is looked at; marks it read. `POST home {user}`: the Home tab is opened
 *  (`app_home_opened`). Both answer `{}`. */

/** `POST action` → `{}`: a block action, in the form Slack sends inside `actions[]` (type, block_id, action_id, value /
 *  selected_option / …). */
export interface PageAction {
  user: string;
  container: PageContainer;
  action: Record<string, unknown> & { type: string; block_id: string; action_id: string };
  values: PageValues;
}

/** `POST options` → `{ options?: unknown[]; option_groups?: unknown[] }` for an external select. */
export interface PageOptions {
  user: string;
  container: PageContainer;
  block_id: string;
  action_id: string;
  value: string;
}

/** `POST submit` → `{ errors?: Record<blockId, message> }`; the modal stack after it comes with the event `views`. */
export interface PageSubmit {
  user: string;
  viewId: string;
  values: PageValues;
}

/** `POST close {user, viewId, all?}` → `{}`; with `all` the views below it close as well. */
/** `POST command {user, channel, command: '/mesh', text}` → `{}` */
/** `POST message {user, channel, text, threadTs?}` → `{ ts }` */
/** `POST shortcut {user, callbackId, channel?, ts?}` → `{}` */

/** Where Slack itself has something to say about a deed (action, options, submit, command, shortcut), the answer has
 *  `notice: string` as well, and the event `notice` comes with the same words. */
