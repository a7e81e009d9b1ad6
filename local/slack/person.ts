import { isObject, type JsonObject, list, objects } from './json.ts';
import type { PageContainer, PageEvent, PageMessage, PageState, PageValues, PageView } from './page/protocol.ts';
import { elementsOf, type Field, valueKey } from './state/values.ts';

/** A message and the channel it is in. */
export interface SeenMessage extends PageMessage {
  channel: string;
}

/** What an element is given: text for inputs, an option's value for menus, an id, several of them, or Slack's form. */
export type Choice = string | number | readonly string[] | JsonObject | null;

/** What Slack said to a deed. */
export interface Reaction {
  /** Slack's own words, e.g. that the app did not respond. */
  notice?: string;
}

/** Somebody of the workspace at `url`, as a test drives them: through the same calls as the page. */
export function person(url: string, user: string): Person {
  return new Person(url, user);
}

export class Person {
  readonly user: string;
  readonly #api: string;

  constructor(url: string, user: string) {
    this.user = user;
    this.#api = `${url.replace(/\/$/, '')}/page/api/`;
  }

  state(): Promise<PageState> {
    return this.#look('state');
  }

  /** What they see in a channel, oldest first. */
  async messages(channel: string): Promise<SeenMessage[]> {
    const { messages } = await this.#look<{ messages: PageMessage[] }>('messages', { channel });
    return messages.map((message) => ({ ...message, channel }));
  }

  /** Their modals, the topmost last. */
  async views(): Promise<PageView[]> {
    return (await this.#look<{ views: PageView[] }>('views')).views;
  }

  /** Their Home tab as it is; null when the app has published none. */
  async home(): Promise<PageView | null> {
    return (await this.#look<{ view: PageView | null }>('home')).view;
  }

  /** Looks at a channel: it is read then. */
  async open(channel: string): Promise<void> {
    await this.#do('open', { channel });
  }

  /** Opens the Home tab: the app gets `app_home_opened`. */
  async openHome(): Promise<void> {
    await this.#do('home', {});
  }

  /** Sends a slash command with its text, e.g. `/mesh requests`. */
  command(line: string, channel: string): Promise<Reaction> {
    const [command = '', ...words] = line.split(' ');
    return this.#do('command', { channel, command, text: words.join(' ') });
  }

  /** Writes a message; `threadTs` answers in a thread. */
  say(channel: string, text: string, threadTs?: string): Promise<{ ts: string }> {
    return this.#do('message', { channel, text, ...(threadTs === undefined ? {} : { threadTs }) });
  }

  /** Takes a global shortcut, or one of a message. */
  shortcut(callbackId: string, message?: SeenMessage): Promise<Reaction> {
    const at = message === undefined ? {} : { channel: message.channel, ts: message.ts };
    return this.#do('shortcut', { callbackId, ...at });
  }

  /**
   * Clicks a button, or chooses in another element (`choice`). `blockId` is needed where several elements share the
   * action id. `entered` is what stands in other elements, by action id.
   */
  click(
    place: SeenMessage | PageView,
    actionId: string,
    { choice, blockId, entered = {} }: { choice?: Choice; blockId?: string; entered?: Record<string, Choice> } = {},
  ): Promise<Reaction> {
    const field = fieldIn(place, actionId, blockId);
    const chosen = choice === undefined ? {} : stateOf(field.element, choice);
    return this.#do('action', {
      container: containerOf(place),
      action: { ...chosen, type: field.element.type, block_id: field.blockId, action_id: actionId },
      values: valuesOf(place, entered),
    });
  }

  /** Types into an external select and gets the app's options. */
  async options(
    place: SeenMessage | PageView,
    actionId: string,
    value: string,
  ): Promise<Reaction & { options: JsonObject[]; groups: JsonObject[] }> {
    const { blockId } = fieldIn(place, actionId);
    const answer = await this.#do<JsonObject & Reaction>('options', {
      container: containerOf(place),
      block_id: blockId,
      action_id: actionId,
      value,
    });
    const { notice } = answer;
    return {
      options: objects(answer.options),
      groups: objects(answer.option_groups),
      ...(notice === undefined ? {} : { notice }),
    };
  }

  /** Submits a modal. `entered` is by action id; `errors` come back by block id. */
  submit(
    view: PageView,
    entered: Record<string, Choice> = {},
  ): Promise<Reaction & { errors?: Record<string, string> }> {
    return this.#do('submit', { viewId: view.id, values: valuesOf(view, entered) });
  }

  async close(view: PageView): Promise<void> {
    await this.#do('close', { viewId: view.id });
  }

  /**
   * Waits until `look` finds something: at once, or after any event this person gets. Throws when nothing was found
   * within `patience` milliseconds.
   */
  async until<T>(
    look: (me: Person, event: PageEvent | null) => Promise<T | null | undefined | false>,
    patience = 10_000,
  ): Promise<T> {
    const leave = new AbortController();
    const timer = setTimeout(() => leave.abort(new Error(`${this.user} waited ${patience} ms in vain.`)), patience);
    try {
      for await (const event of this.#events(leave.signal)) {
        const found = await look(this, event);
        if (found !== null && found !== undefined && found !== false) return found;
      }
      throw new Error(`${this.user}'s event stream ended.`);
    } finally {
      clearTimeout(timer);
      leave.abort();
    }
  }

  /** The last message of `channel` for which `wanted` holds, as soon as there is one. */
  untilMessage(channel: string, wanted: (message: SeenMessage) => boolean, patience?: number): Promise<SeenMessage> {
    return this.until(async () => (await this.messages(channel)).findLast(wanted), patience);
  }

  /** The topmost modal, as soon as `wanted` holds for it. */
  untilView(wanted: (view: PageView) => boolean = () => true, patience?: number): Promise<PageView> {
    return this.until(async () => (await this.views()).slice(-1).find(wanted), patience);
  }

  /** The Home tab, as soon as `wanted` holds for it. */
  untilHome(wanted: (view: PageView) => boolean = () => true, patience?: number): Promise<PageView> {
    return this.until(async () => {
      const home = await this.home();
      return home !== null && wanted(home) ? home : null;
    }, patience);
  }

  /** Null as soon as the stream is open, then each event. */
  async *#events(signal: AbortSignal): AsyncGenerator<PageEvent | null> {
    const response = await fetch(`${this.#api}events?user=${this.user}`, { signal });
    if (response.body === null) throw new Error('The event stream has no body.');
    let rest = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const parts = `${rest}${chunk}`.split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        yield part.startsWith('data: ') ? (JSON.parse(part.slice('data: '.length)) as PageEvent) : null;
      }
    }
  }

  #look<T>(name: string, query: Record<string, string> = {}): Promise<T> {
    return this.#call(`${name}?${new URLSearchParams({ user: this.user, ...query })}`, {});
  }

  #do<T>(name: string, body: JsonObject): Promise<T> {
    return this.#call(name, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: this.user, ...body }),
    });
  }

  async #call<T>(path: string, init: RequestInit): Promise<T> {
    const response = await fetch(this.#api + path, init);
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(isObject(answer) ? String(answer.error) : `HTTP ${response.status}`);
    return answer as T;
  }
}

function containerOf(place: SeenMessage | PageView): PageContainer {
  if ('id' in place) return { type: 'view', viewId: place.id };
  return { type: 'message', channel: place.channel, ts: place.ts };
}

function fieldIn(place: SeenMessage | PageView, actionId: string, blockId?: string): Field {
  const fields = elementsOf(place.blocks);
  const found = fields.filter((f) => f.actionId === actionId && (blockId === undefined || f.blockId === blockId));
  const [field] = found;
  if (field === undefined || found.length > 1) {
    const there = fields.map((f) => `${f.blockId}/${f.actionId}`).join(', ');
    throw new Error(`${found.length} elements have the action id "${actionId}"; there are: ${there || 'none'}.`);
  }
  return field;
}

/** `state.values` of what was entered, given by action id. */
function valuesOf(place: SeenMessage | PageView, entered: Record<string, Choice>): PageValues {
  const values: PageValues = {};
  for (const [actionId, choice] of Object.entries(entered)) {
    const { blockId, element } = fieldIn(place, actionId);
    values[blockId] = { ...values[blockId], [actionId]: { type: element.type, ...stateOf(element, choice) } };
  }
  return values;
}

/** A choice in the form that Slack keeps for that kind of element. */
function stateOf(element: JsonObject, choice: Choice): JsonObject {
  if (isObject(choice)) return choice;
  const type = String(element.type);
  const key = type === 'overflow' ? 'selected_option' : valueKey(type);
  if (key === undefined) throw new Error(`Nothing can be chosen in a ${type}.`);
  if (choice === null) return { [key]: null };
  if (key === 'selected_option') return { [key]: optionOf(String(choice)) };
  if (key === 'selected_options') return { [key]: list(choice).map((value) => optionOf(String(value))) };
  return { [key]: typeof choice === 'number' && type !== 'datetimepicker' ? String(choice) : choice };
}

/** An option by its value; the server puts the element's own in its place where the element has a list. */
function optionOf(value: string): JsonObject {
  return { text: { type: 'plain_text', text: value, emoji: true }, value };
}
