import { expect, it, onTestFinished } from 'vitest';
import { aRequest, openGround, openPlace } from '../../bench/faults/place.ts';
import { SHOWN } from '../../bench/faults/stories.ts';
import { startWorker } from '../../bench/faults/worker.ts';
import { takeDynamo } from '../support/dynamo.ts';

/** Of a consumer that nobody has connected: it has no message but the card. */
const ofNobody = (over: Record<string, unknown>) => aRequest({ SubscriberPrincipal: '888888888888', ...over });

/** Something that is waited for, and happens. */
function event() {
  let happen: () => void = () => undefined;
  const happened = new Promise<void>((resolve) => {
    happen = resolve;
  });
  return { happened, happen: () => happen() };
}

it('a card that two workers draw at the same moment shows the newer state, whatever reaches Slack last', async () => {
  const place = await openPlace(await openGround(await takeDynamo()));
  onTestFinished(() => place.close());
  const id = String(aRequest().SubscriptionId);
  const now = new Date();
  const [heldBack, drawn, older, newer] = [event(), event(), event(), event()];
  const isCard = (body: Buffer) => body.toString('utf8').includes('card#');
  let [armed, waits, recorded] = [false, false, false];
  const first = await startWorker(place, 'first', now);
  onTestFinished(() => first.end());
  await place.put(ofNobody({}));
  await SHOWN(first, place);
  const slow = await startWorker(place, 'slow', now, {
    fateOf: async ({ operation, body }) => {
      if (!armed) return undefined;
      if (operation === 'chat.update' && !waits) {
        waits = true;
        heldBack.happen();
        await drawn.happened;
      }
      if (recorded) await newer.happened;
      if (operation !== 'UpdateItem' || !isCard(body) || recorded) return undefined;
      recorded = true;
      return {
        change: async (answer) => {
          older.happen();
          return answer;
        },
      };
    },
  });
  onTestFinished(() => slow.end());
  // The SDK takes its endpoint from the environment at its first call.
  await slow.desk.refresher.now(id);
  const fast = await startWorker(place, 'fast', now, {
    fateOf: async ({ operation, body }) => {
      if (!armed || operation !== 'UpdateItem' || !isCard(body)) return undefined;
      drawn.happen();
      await older.happened;
      return {
        change: async (answer) => {
          newer.happen();
          return answer;
        },
      };
    },
  });
  onTestFinished(() => fast.end());
  await fast.desk.refresher.now(id);
  armed = true;

  await place.put(ofNobody({ Status: 'Denied', UpdatedDate: '2026-11-23 07:10:00', UpdatedBy: 'an earlier one' }));
  const slowly = slow.desk.refresher.now(id);
  await heldBack.happened;
  await place.put(ofNobody({ Status: 'Deleted', UpdatedDate: '2026-11-23 07:20:00', UpdatedBy: 'a later one' }));
  await Promise.all([slowly, fast.desk.refresher.now(id)]);

  const answer = await fetch(`${place.slack.url}/_control/messages?channel=C0RETAIL`);
  const { messages } = (await answer.json()) as { messages: { blocks: unknown }[] };
  expect(messages.map(({ blocks }) => JSON.stringify(blocks))).toEqual([expect.stringContaining('Access ended')]);
}, 30_000);
