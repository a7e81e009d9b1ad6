import { type Logger, LogLevel, type Receiver, SocketModeReceiver } from '@slack/bolt';

/**
 * How long each connection waits before it connects anew, and for the answer to a ping; milliseconds. They differ because
 * Slack ends a connection some hours after its opening: two that broke together would be ended together again.
 */
const PATIENCES_MS = [5_000, 15_000];

/**
 * Socket Mode over two connections, of which Slack gives each envelope to one: while one is changed, the other takes the
 * clicks. Starting rejects with the error of either, and leaves none open.
 * Source: docs.slack.dev/apis/events-api/using-socket-mode, "Using multiple connections".
 * Without a logger it warns on the console.
 */
export function twoSockets(appToken: string, clientOptions: { slackApiUrl?: string }, logger?: Logger): Receiver {
  const sockets = PATIENCES_MS.map((clientPingTimeout) => {
    const installerOptions = { clientOptions };
    const words = logger === undefined ? { logLevel: LogLevel.WARN } : { logger };
    return new SocketModeReceiver({ appToken, clientPingTimeout, installerOptions, ...words });
  });
  const stop = () => Promise.all(sockets.map((socket) => socket.stop()));
  return {
    init(app) {
      for (const socket of sockets) socket.init(app);
    },
    async start() {
      try {
        for (const socket of sockets) await socket.start();
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
  };
}
