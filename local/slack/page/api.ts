/** The page's calls to its server, as `protocol.ts` has them. */
import type { PageAction, PageEvent, PageMessage, PageOptions, PageState, PageSubmit, PageView } from './protocol.ts';

const BASE = '/page/api/';
const RECONNECT_MS = 1000;

/** What a person is told while the server does not answer. */
export const UNREACHABLE = 'The workspace cannot be reached.';

/** A call was refused or did not reach the server; the message says why. */
export class PageError extends Error {
  override readonly name = 'PageError';
}

/** An option list as an app gives it to an external select. */
export interface Suggestions {
  options?: unknown[];
  option_groups?: unknown[];
}

export const getState = (user: string) => get<PageState>('state', { user });
export const getMessages = async (user: string, channel: string) =>
  (await get<{ messages: PageMessage[] }>('messages', { user, channel })).messages;
export const getHome = (user: string) => get<{ view: PageView | null }>('home', { user });
export const getViews = async (user: string) => (await get<{ views: PageView[] }>('views', { user })).views;

export const openChannel = (user: string, channel: string) => post('open', { user, channel });
export const openHome = (user: string) => post('home', { user });
/** A `notice` in the answer says that the app did not take the action. */
export const sendAction = (action: PageAction) => post<{ notice?: string }>('action', action);
export const findOptions = (options: PageOptions) => post<Suggestions>('options', options);
export const submitView = (submit: PageSubmit) => post<{ errors?: Record<string, string> }>('submit', submit);
/** Closes a view, with `all` the views below it as well. */
export const closeView = (user: string, viewId: string, all: boolean) => post('close', { user, viewId, all });
export const sendCommand = (user: string, channel: string, command: string, text: string) =>
  post('command', { user, channel, command, text });
export const sendMessage = (user: string, channel: string, text: string) => post('message', { user, channel, text });
export const runShortcut = (user: string, callbackId: string, message?: { channel: string; ts: string }) =>
  post('shortcut', { user, callbackId, ...message });

/**
 * Hears what happens for a person until the returned function is called; connects again by itself. `onOpen` is called
 * at each connection, since what happened before it was not heard.
 */
export function listen(user: string, onEvent: (event: PageEvent) => void, onOpen: () => void): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const connect = () => {
    source = new EventSource(`${BASE}events?${new URLSearchParams({ user })}`);
    source.onopen = onOpen;
    source.onmessage = (message) => onEvent(JSON.parse(message.data) as PageEvent);
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(connect, RECONNECT_MS);
    };
  };
  connect();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

function get<T>(path: string, query: Record<string, string>): Promise<T> {
  return call<T>(`${path}?${new URLSearchParams(query)}`, {});
}

function post<T = object>(path: string, body: object): Promise<T> {
  return call<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function call<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(BASE + path, init);
  } catch (cause) {
    throw new PageError(UNREACHABLE, { cause });
  }
  const answer: unknown = await response.json().catch((cause: unknown) => {
    throw new PageError(`The workspace answered ${response.status} without JSON.`, { cause });
  });
  if (!response.ok) throw new PageError(errorOf(answer) ?? `The workspace answered ${response.status}.`);
  return answer as T;
}

function errorOf(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return null;
  return typeof answer.error === 'string' ? answer.error : null;
}
