import type { Server } from 'node:http';
import { Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { APP_ID } from '../cast.ts';
import { isObject } from '../json.ts';
import type { Outcome, Outgoing } from './outcome.ts';

const PING_EVERY = 5_000;
/** Milliseconds a connection has to complete the closing handshake. */
const GOODBYE = 500;
const PATH = '/link/';

/** What the socket side needs to know of the rest. */
export interface SocketModeOptions {
  /** How long an envelope waits for its acknowledgement; milliseconds. */
  patience: number;
  newSecret(): string;
  newEnvelopeId(): string;
  /** Called whenever the number of connections has changed. */
  onChange(): void;
}

/** Socket Mode: tickets, connections, envelopes and their acknowledgements. */
export class SocketMode {
  readonly #options: SocketModeOptions;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #waiting = new Map<string, (outcome: Outcome) => void>();
  /** Connections in the order in which they are next to be used. */
  #connections: WebSocket[] = [];
  /** Connections that were asked to go: they are used only where there is no other. */
  readonly #leaving = new WeakSet<WebSocket>();
  readonly #transports = new WeakMap<WebSocket, Socket>();
  #base = '';

  constructor(options: SocketModeOptions) {
    this.#options = options;
  }

  /** Takes WebSocket upgrades of `server`, whose address is `ws://…` at `base`. */
  attach(server: Server, base: string): void {
    this.#base = base;
    server.on('upgrade', (request, socket, head) => {
      const url = new URL(request.url ?? '/', base);
      const ticket = url.searchParams.get('ticket') ?? '';
      if (!url.pathname.startsWith(PATH) || !this.#tickets.delete(ticket)) {
        socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
        return;
      }
      this.#server.handleUpgrade(request, socket, head, (connection) => {
        if (socket instanceof Socket) this.#transports.set(connection, socket);
        this.#welcome(connection);
      });
    });
  }

  /** The address of one connection; the ticket in it works once. */
  issueTicket(): string {
    const ticket = this.#options.newSecret();
    this.#tickets.add(ticket);
    return `${this.#base}${PATH}?ticket=${ticket}&app_id=${APP_ID}`;
  }

  get connections(): number {
    return this.#connections.length;
  }

  /** Sends an envelope over one of the connections, taken in turn. */
  send(outgoing: Outgoing): Promise<Outcome> {
    const connection = this.#next();
    if (connection === undefined) return Promise.resolve({ ok: false, reason: 'not_connected' });
    this.#connections = [...this.#connections.filter((other) => other !== connection), connection];
    const id = this.#options.newEnvelopeId();
    const acknowledged = this.#acknowledgement(id);
    connection.send(
      JSON.stringify({
        envelope_id: id,
        type: outgoing.kind,
        accepts_response_payload: outgoing.acceptsResponse,
        payload: outgoing.payload,
        ...(outgoing.kind === 'events_api'
          ? { retry_attempt: outgoing.retry?.num ?? 0, retry_reason: outgoing.retry?.reason ?? '' }
          : {}),
      }),
    );
    return acknowledged;
  }

  /** The connection that the next envelope takes. */
  #next(): WebSocket | undefined {
    const open = this.#connections.filter(({ readyState }) => readyState === WebSocket.OPEN);
    return open.find((connection) => !this.#leaving.has(connection)) ?? open[0];
  }

  #acknowledgement(id: string): Promise<Outcome> {
    return new Promise((resolve) => {
      const settle = (outcome: Outcome) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(outcome);
      };
      const timer = setTimeout(() => settle({ ok: false, reason: 'timeout' }), this.#options.patience);
      this.#waiting.set(id, settle);
    });
  }

  #welcome(connection: WebSocket): void {
    this.#connections.push(connection);
    const pings = setInterval(() => connection.ping('Ping from Slack'), PING_EVERY);
    connection.on('message', (data) => this.#receive(connection, String(data)));
    connection.on('error', (error) => console.error('Socket Mode connection:', error.message));
    connection.on('close', () => {
      clearInterval(pings);
      this.#connections = this.#connections.filter((other) => other !== connection);
      this.#options.onChange();
    });
    connection.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#connections.length,
        connection_info: { app_id: APP_ID },
        debug_info: { host: 'applink-local', build_number: 1, approximate_connection_time: 18060 },
      }),
    );
    this.#options.onChange();
  }

  #receive(connection: WebSocket, data: string): void {
    let message: unknown;
    try {
      message = JSON.parse(data);
    } catch (error) {
      console.error('A Socket Mode message is no JSON:', error);
      connection.close(1003);
      return;
    }
    if (!isObject(message) || typeof message.envelope_id !== 'string') return;
    const { payload } = message;
    const empty = isObject(payload) && Object.keys(payload).length === 0;
    this.#waiting.get(message.envelope_id)?.({ ok: true, body: empty ? undefined : payload });
  }

  /** Asks the connection that is next to be used to connect anew, as Slack does before it recycles a server. */
  requestRefresh(reason: 'refresh_requested' | 'warning' | 'link_disabled' = 'refresh_requested'): void {
    const connection = this.#next();
    if (connection === undefined) return;
    this.#leaving.add(connection);
    connection.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-local' } }));
  }

  /** Resets the TCP connection that is next to be used. */
  reset(): void {
    const connection = this.#next();
    if (connection !== undefined) this.#transports.get(connection)?.resetAndDestroy();
  }

  /** Breaks every connection without a word. */
  terminate(): void {
    for (const connection of this.#connections) connection.terminate();
  }

  /** Says goodbye on every connection; one that does not answer is broken. */
  async close(): Promise<void> {
    for (const settle of [...this.#waiting.values()]) settle({ ok: false, reason: 'not_connected' });
    await Promise.all(
      [...this.#connections].map(
        (connection) =>
          new Promise<void>((resolve) => {
            const impatient = setTimeout(() => connection.terminate(), GOODBYE);
            connection.once('close', () => {
              clearTimeout(impatient);
              resolve();
            });
            connection.close(1001);
          }),
      ),
    );
    this.#server.close();
  }
}
