import { expect, it, onTestFinished } from 'vitest';
import { aRequest, openGround, openPlace } from '../../bench/faults/place.ts';
import { APPROVED, ASKED, SHOWN } from '../../bench/faults/stories.ts';
import { startWorker } from '../../bench/faults/worker.ts';
import { takeDynamo } from '../support/dynamo.ts';

it('a refresh that reads the record before a decision and the operation after it tells the consumer once', async () => {
  const place = await openPlace(await openGround(await takeDynamo()));
  onTestFinished(() => place.close());
  const now = new Date();
  const decider = await startWorker(place, 'decider', now);
  onTestFinished(() => decider.end());
  await ASKED(decider, place);
  await SHOWN(decider, place);
  let deciding: Promise<void> | undefined;
  const decided = () => {
    deciding ??= (async () => {
      for (const piece of APPROVED.slice(0, 2)) await piece(decider, place);
    })();
    return deciding;
  };
  const isOf = (body: Buffer, text: string) => body.toString('utf8').includes(text);
  const late = await startWorker(place, 'late', now, {
    fateOf: async ({ operation, body }) => {
      if (operation !== 'GetItem' && operation !== 'BatchGetItem') return undefined;
      if (isOf(body, place.tables.subscriptions)) {
        return deciding === undefined
          ? {
              change: async (answer) => {
                await decided();
                return answer;
              },
            }
          : undefined;
      }
      if (isOf(body, '"operation"')) await decided();
      return undefined;
    },
  });
  onTestFinished(() => late.end());
  // The card alone: whoever looks first whether grants are to be taken back has read the operation by then.
  await late.desk.refresher.now(String(aRequest().SubscriptionId));
  const answer = await fetch(`${place.slack.url}/_control/messages?channel=C0MARKETING`);
  const { messages } = (await answer.json()) as { messages: { text: string }[] };
  expect(messages.map(({ text }) => text)).toEqual([
    `Request ${aRequest().SubscriptionId}: closed`,
    'Granted: access to tpcds-111111111111',
  ]);
});
