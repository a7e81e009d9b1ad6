import { createContext, useContext } from 'react';
import type { PageChannel, PageState, PageUser } from './protocol.ts';

/** Who and what a mention can name, and through whose eyes the page is seen. */
export interface Directory {
  me: PageUser;
  users: readonly PageUser[];
  channels: readonly PageChannel[];
  /** The conversation that is shown; null on the Home tab. */
  conversation: string | null;
  showChannel: (id: string) => void;
}

const DirectoryContext = createContext<Directory | null>(null);

export const DirectoryProvider = DirectoryContext.Provider;

/** The directory around a component. */
export function useDirectory(): Directory {
  const directory = useContext(DirectoryContext);
  if (directory === null) throw new Error('useDirectory is called outside of DirectoryProvider.');
  return directory;
}

/** Whom the page shows as author of what the workspace itself says. */
export const SLACKBOT: PageUser = {
  id: 'USLACKBOT',
  name: 'slackbot',
  realName: 'Slackbot',
  title: '',
  bot: true,
  tz: 'Etc/UTC',
};

/** The user of an id; one that is not known is shown by its id. */
export function userOf(directory: Directory, id: string): PageUser {
  const unknown = id === SLACKBOT.id ? SLACKBOT : { ...SLACKBOT, id, name: id, realName: id, bot: false };
  return directory.users.find((user) => user.id === id) ?? unknown;
}

/** The app: the one bot of the cast. */
export function appOf(state: PageState): PageUser | undefined {
  return state.users.find((user) => user.bot);
}
