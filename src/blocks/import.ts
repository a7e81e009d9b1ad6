import type { ActionsBlock, RichTextBlock } from '@slack/types';
import { button } from './button.ts';
import { writeButtonValue } from './button-value.ts';
import type { RequestFacts } from './facts.ts';
import { ACTIONS } from './ids.ts';
import { bold, code, line, mention, moment } from './rich.ts';
import { sentenceOf } from './sentences.ts';

/** Where the import of what was granted stands: not begun, under way, done, or why it did not work. */
export function importLines(facts: RequestFacts): RichTextBlock['elements'] {
  if (facts.phase.is !== 'active') return [];
  const { importing, subscription } = facts;
  switch (importing?.state) {
    case 'claimed':
    case 'running':
      return [line('⏳ ', mention(importing.actor), ' imports it into your account.')];
    case 'done':
    case 'partly': {
      const at = moment(new Date(importing.finishedAt ?? importing.claimedAt));
      const database = importing.databaseName ?? subscription.DatabaseName;
      return [
        line('📥 Imported by ', mention(importing.actor), ' · ', at, '. Query it as database ', code(database), '.'),
      ];
    }
    case 'failed':
      return [
        line(bold('The import did not work. '), ...sentenceOf(importing.error ?? { code: 'Unexpected', details: {} })),
      ];
    default:
      if (!subscription.ImportedToConsumer) return [line('Import it to use it in your account.')];
      return isMoreThanImported(facts)
        ? [line('📥 Imported before the grants were changed: import again if more was granted.')]
        : [line('📥 Imported. Query it as database ', code(subscription.DatabaseName), '.')];
  }
}

/** Import, where there is something to import and nobody does. */
export function importButton(facts: RequestFacts): ActionsBlock[] {
  const { phase, importing, subscription } = facts;
  if (phase.is !== 'active') return [];
  const failed = importing?.state === 'failed';
  const isImported = subscription.ImportedToConsumer === true && !isMoreThanImported(facts);
  if (importing === undefined ? isImported : !failed) return [];
  const label = failed ? 'Retry the import' : subscription.ImportedToConsumer ? 'Import again' : 'Import';
  const value = writeButtonValue({
    subscriptionId: subscription.SubscriptionId,
    requested: subscription.CreationDate.slice(0, 64),
  });
  return [{ type: 'actions', elements: [{ ...button(ACTIONS.import, label, value), style: 'primary' }] }];
}

/** An import says nothing of what was granted after it. */
function isMoreThanImported({ phase }: RequestFacts): boolean {
  if (phase.is !== 'active' || phase.decision.through !== 'meshdesk') return false;
  return phase.decision.operation.order.kind === 'change';
}
