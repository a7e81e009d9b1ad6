import { BOT_USER, CHANNELS, GROUPS, PEOPLE, TEAM } from '../cast.ts';
import type { JsonObject } from '../json.ts';
import { compareTs } from './ids.ts';

/** A member of the workspace, or somebody of another one in a shared channel. */
export interface User {
  id: string;
  name: string;
  realName: string;
  title: string;
  tz: string;
  tzOffset: number;
  email: string;
  admin: boolean;
  bot: boolean;
  restricted: boolean;
  /** A guest of one channel; such a one is restricted as well. */
  ultraRestricted: boolean;
  deleted: boolean;
  /** Another team's id marks a stranger (Slack Connect). */
  teamId: string;
}

/** Metadata of a message, kept as it was given. */
export interface MessageMetadata {
  event_type: string;
  event_payload: JsonObject;
}

/** A message of a channel. */
export interface Message {
  ts: string;
  user: string;
  /** Set when an app wrote it. */
  botId: string | null;
  text: string;
  blocks: JsonObject[];
  metadata: MessageMetadata | null;
  threadTs: string | null;
  edited: { user: string; ts: string } | null;
  /** The one person who sees an ephemeral message. */
  onlyFor: string | null;
}

/** A channel, or the direct message between a person and the bot. */
export interface Channel {
  id: string;
  name: string;
  kind: 'channel' | 'direct';
  private: boolean;
  archived: boolean;
  topic: string;
  creator: string;
  /** Seconds since the epoch. */
  created: number;
  previousNames: string[];
  members: Set<string>;
  messages: Message[];
  /** By person, the timestamp up to which they have read. */
  lastRead: Map<string, string>;
}

/** A modal or a Home tab of one person. */
export interface View {
  id: string;
  hash: string;
  type: 'modal' | 'home';
  user: string;
  rootId: string;
  previousId: string | null;
  /** The view as the app gave it, ids and defaults put in. */
  definition: JsonObject;
  externalId: string;
  /** What the person has entered, as of the last action or submission. */
  values: Record<string, Record<string, unknown>>;
}

/** What lets an app open one view; it lives three seconds. */
export interface Trigger {
  user: string;
  /** Milliseconds. */
  issued: number;
  exchanged: boolean;
}

/** Where a response_url leads. */
export interface ResponseUrl {
  id: string;
  user: string;
  channel: string;
  /** The message that was acted upon; null for a slash command. */
  source: string | null;
  /** Milliseconds. */
  issued: number;
  uses: number;
}

/** A user group. */
export interface Group {
  id: string;
  handle: string;
  name: string;
  users: string[];
  disabled: boolean;
}

/** Everything that a workspace remembers. `reset` brings it back to the cast. */
export class State {
  users = new Map<string, User>();
  channels = new Map<string, Channel>();
  groups = new Map<string, Group>();
  /** By person: the modal stack, the topmost last. */
  modals = new Map<string, View[]>();
  homes = new Map<string, View>();
  triggers = new Map<string, Trigger>();
  responseUrls = new Map<string, ResponseUrl>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
    this.reset();
  }

  reset(): void {
    for (const map of [this.modals, this.homes, this.triggers, this.responseUrls]) map.clear();
    this.users = new Map(
      PEOPLE.map((member) => [
        member.id,
        {
          ...{ admin: false, bot: false, restricted: false, ultraRestricted: false, deleted: false, teamId: TEAM.id },
          ...member,
        },
      ]),
    );
    this.groups = new Map(GROUPS.map((group) => [group.id, { ...group, users: [...group.users], disabled: false }]));
    this.channels = new Map();
    for (const { id, name, topic, members } of CHANNELS) this.addChannel({ id, name, topic, members });
    for (const user of this.users.values()) if (!user.bot) this.directMessage(user.id);
  }

  addChannel(channel: { id: string; name: string; topic?: string; members?: string[]; private?: boolean }): Channel {
    const added: Channel = {
      id: channel.id,
      name: channel.name,
      kind: 'channel',
      private: channel.private ?? false,
      archived: false,
      topic: channel.topic ?? '',
      creator: 'U0ADA',
      created: Math.floor(this.#now() / 1000),
      previousNames: [],
      members: new Set(channel.members ?? []),
      messages: [],
      lastRead: new Map(),
    };
    this.channels.set(added.id, added);
    return added;
  }

  /** The direct message between the bot and `user`; it is there as soon as somebody looks. */
  directMessage(user: string): Channel {
    const id = `D${user.slice(1)}`;
    const there = this.channels.get(id);
    if (there !== undefined) return there;
    const channel = this.addChannel({ id, name: 'Meshdesk', members: [user, BOT_USER] });
    channel.kind = 'direct';
    return channel;
  }

  user(id: string): User {
    const user = this.users.get(id);
    if (user === undefined) throw new Error(`There is no user ${id} in this workspace.`);
    return user;
  }

  channel(id: string): Channel {
    const channel = this.channels.get(id);
    if (channel === undefined) throw new Error(`There is no channel ${id} in this workspace.`);
    return channel;
  }

  /** Channels that `user` sees in the sidebar: those not archived, then the direct message with the bot. */
  channelsOf(user: string): Channel[] {
    const joined = [...this.channels.values()].filter((channel) => channel.members.has(user) && !channel.archived);
    return [...joined.filter((c) => c.kind === 'channel'), ...joined.filter((c) => c.kind === 'direct')];
  }

  /** Messages that came after `user` last looked, their own not counted. */
  unread(channel: Channel, user: string): number {
    const seen = channel.lastRead.get(user) ?? '0';
    return channel.messages.filter(
      (message) =>
        message.user !== user &&
        (message.onlyFor === null || message.onlyFor === user) &&
        compareTs(message.ts, seen) > 0,
    ).length;
  }

  stack(user: string): View[] {
    const stack = this.modals.get(user) ?? [];
    this.modals.set(user, stack);
    return stack;
  }

  /** The view of that id, modal or Home, whoever has it open. */
  view(id: string): View | undefined {
    return this.allViews().find((view) => view.id === id);
  }

  allViews(): View[] {
    return [...[...this.modals.values()].flat(), ...this.homes.values()];
  }
}
