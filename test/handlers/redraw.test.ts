import type { ModalView } from '@slack/types';
import { ErrorCode, type WebClient } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { redrawer } from '../../src/handlers/redraw.ts';

const modal = (title: string): ModalView => ({
  type: 'modal',
  title: { type: 'plain_text', text: title },
  blocks: [],
});

/** A Slack that counts the hash of a view up, and refuses a view whose hash is another one. */
function slackWith(hash = 0) {
  const drawn: string[] = [];
  let current = hash;
  const update = async ({ view, hash: seen }: { view: ModalView; hash?: string }) => {
    if (seen !== undefined && seen !== `h${current}`) throw refusal('hash_conflict');
    current += 1;
    drawn.push(view.title.text);
    return { ok: true, view: { hash: `h${current}` } };
  };
  return { drawn, slack: { views: { update } } as unknown as WebClient };
}

function refusal(error: string) {
  return Object.assign(new Error(error), { code: ErrorCode.PlatformError, data: { ok: false, error } });
}

/** Something to wait for, and what ends the wait. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('redraw', () => {
  it('draws of several choices at once the last', async () => {
    const { drawn, slack } = slackWith();
    const redraw = redrawer(slack);
    const [begun, first] = [gate(), gate()];
    const draw = (title: string) => async () => modal(title);
    const view = { id: 'V1', hash: 'h0' };
    const drawing = redraw(view, async () => {
      begun.open();
      await first.opened;
      return modal('1');
    });
    await begun.opened;
    await redraw(view, draw('2'));
    await redraw(view, draw('3'));
    first.open();
    await drawing;
    // What was overtaken while it was drawn is not shown.
    expect(drawn).toEqual(['3']);
    await redraw({ id: 'V1', hash: 'h1' }, draw('4'));
    expect(drawn).toEqual(['3', '4']);
  });

  it('keeps views apart', async () => {
    const { drawn, slack } = slackWith();
    const redraw = redrawer(slack);
    const never = gate();
    const stuck = redraw({ id: 'V1', hash: undefined }, async () => {
      await never.opened;
      return modal('stuck');
    });
    await redraw({ id: 'V2', hash: undefined }, async () => modal('free'));
    expect(drawn).toEqual(['free']);
    never.open();
    await stuck;
  });

  it('leaves a view alone that somebody else has drawn, and goes on with the next', async () => {
    const { drawn, slack } = slackWith(5);
    const redraw = redrawer(slack);
    await redraw({ id: 'V1', hash: 'h4' }, async () => modal('late'));
    expect(drawn).toEqual([]);
    await redraw({ id: 'V1', hash: 'h5' }, async () => modal('in time'));
    expect(drawn).toEqual(['in time']);
  });

  it('is done when the view is closed, and fails with what else goes wrong', async () => {
    const failing = (error: string) => {
      const update = () => Promise.reject(refusal(error));
      return redrawer({ views: { update } } as unknown as WebClient)({ id: 'V1', hash: 'h' }, async () => modal('x'));
    };
    await failing('not_found');
    await expect(failing('invalid_arguments')).rejects.toThrow('invalid_arguments');
    const { slack } = slackWith();
    const redraw = redrawer(slack);
    const view = { id: 'V1', hash: 'h0' };
    await expect(redraw(view, () => Promise.reject(new Error('no lake')))).rejects.toThrow('no lake');
    await redraw(view, async () => modal('again'));
  });
});
