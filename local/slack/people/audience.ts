import type { ServerResponse } from 'node:http';
import type { PageEvent } from '../page/protocol.ts';
import type { Channel } from '../state/state.ts';

/** The people who look on: their open event streams. */
export class Audience {
  readonly #streams = new Map<string, Set<ServerResponse>>();

  /** Turns `response` into the event stream of `user`. */
  join(user: string, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': here\n\n');
    const streams = this.#streams.get(user) ?? new Set();
    this.#streams.set(user, streams);
    streams.add(response);
    response.on('close', () => streams.delete(response));
  }

  /** Tells one person. */
  tell(user: string, event: PageEvent): void {
    for (const stream of this.#streams.get(user) ?? []) stream.write(`data: ${JSON.stringify(event)}\n\n`);
  }

  /** Tells everybody in `channel` that something in it is new. */
  tellChannel(channel: Channel): void {
    for (const user of channel.members) this.tell(user, { type: 'channel', channel: channel.id });
  }

  /** Tells everybody. */
  tellAll(event: PageEvent): void {
    for (const user of this.#streams.keys()) this.tell(user, event);
  }

  close(): void {
    for (const streams of this.#streams.values()) for (const stream of streams) stream.end();
  }
}
