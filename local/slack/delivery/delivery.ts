import type { Outcome, Outgoing } from './outcome.ts';
import { type RequestUrl, sendSigned } from './signed-http.ts';
import type { SocketMode } from './socket-mode.ts';

/** Brings interactions, commands and events to the app: to its request URL when it has one, else over Socket Mode. */
export class Delivery {
  requestUrl: RequestUrl | null;
  readonly #sockets: SocketMode;
  readonly #patience: number;
  readonly #now: () => number;
  #closed = false;

  constructor(sockets: SocketMode, requestUrl: RequestUrl | null, options: { patience: number; now: () => number }) {
    this.#sockets = sockets;
    this.requestUrl = requestUrl;
    this.#patience = options.patience;
    this.#now = options.now;
  }

  /** Whether there is an app to talk to. */
  get connected(): boolean {
    return this.requestUrl !== null || this.#sockets.connections > 0;
  }

  /** Resolves when the app has answered or the patience is at its end; never throws. */
  send(outgoing: Outgoing): Promise<Outcome> {
    if (this.#closed) return Promise.resolve({ ok: false, reason: 'not_connected' });
    if (this.requestUrl === null) return this.#sockets.send(outgoing);
    return sendSigned(this.requestUrl, outgoing, { patience: this.#patience, now: this.#now });
  }

  /** Nothing is delivered any more. */
  close(): void {
    this.#closed = true;
  }
}
