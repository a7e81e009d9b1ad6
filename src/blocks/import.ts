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
      return subscription.ImportedToConsumer
        ? [line('📥 Imported. Query it as database ', code(subscription.DatabaseName), '.')]
        : [line('Import it to use it in your account.')];
  }
}

/**
 * Import, where there is something to import and nobody does. A change of the grants brings nothing to import: the shares and the
 * link to the database are of the same tables.
 */
export function importButton(facts: RequestFacts): ActionsBlock[] {
  const { phase, importing, subscription } = facts;
  if (phase.is !== 'active') return [];
  const failed = importing?.state === 'failed';
  if (importing === undefined ? subscription.ImportedToConsumer : !failed) return [];
  const label = failed ? 'Retry the import' : 'Import';
  const value = writeButtonValue({
    subscriptionId: subscription.SubscriptionId,
    requested: subscription.CreationDate.slice(0, 64),
  });
  return [{ type: 'actions', elements: [{ ...button(ACTIONS.import, label, value), style: 'primary' }] }];
}
