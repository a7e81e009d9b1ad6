import { describe, expect, it } from 'vitest';
import { card } from '../../src/blocks/card.ts';
import { detailsView } from '../../src/blocks/details-view.ts';
import { foreignReport } from '../../src/blocks/foreign-report.ts';
import { notice } from '../../src/blocks/notice.ts';
import { checkContent, checkSurface } from '../support/block-checks.ts';
import { FILLERS, largest, PHASES } from '../support/largest.ts';

describe.each(FILLERS)('the largest request there can be, of %j', (filler) => {
  it.each(PHASES)('has a card and a notice that Slack takes: operation %s, record %s', (state, status) => {
    const { request } = largest(filler, state, status);
    checkContent(card(request));
    checkContent(notice(request));
  });

  it('has a report and details that Slack takes', () => {
    const { request, history } = largest(filler, 'partly', 'Pending');
    checkContent(foreignReport(request));
    checkSurface(detailsView(request, history, { decides: true }));
  });
});

describe('what is shortened', () => {
  const { request, history } = largest('a', null, 'Pending');

  it('says on the card how much there is besides', () => {
    const shown = JSON.stringify(card(request).blocks);
    expect(shown).toMatch(/and 1,99\d more tables: see Details/);
  });

  it('says in the details how much there is besides', () => {
    const shown = JSON.stringify(detailsView(request, history));
    expect(shown).toContain('1,940 more tables');
    expect(shown).toMatch(/and 4\d\d more columns/);
  });
});
