import { useCallback, useState } from 'react';
import { SLACKBOT } from './directory.tsx';
import type { PageMessage } from './protocol.ts';

/** What Slackbot tells this person in a channel; gone when the page is loaded anew, as in Slack. */
export function useSlackbot() {
  const [said, setSaid] = useState<{ channel: string; message: PageMessage }[]>([]);
  const say = useCallback(
    (channel: string, text: string) => setSaid((before) => [...before, { channel, message: line(text) }]),
    [],
  );
  const linesOf = (channel: string) => said.filter((line) => line.channel === channel).map((line) => line.message);
  return { say, linesOf };
}

function line(text: string): PageMessage {
  return {
    ts: (Date.now() / 1000).toFixed(6),
    user: SLACKBOT.id,
    text,
    blocks: [],
    ephemeral: true,
    threadTs: null,
    edited: false,
  };
}
