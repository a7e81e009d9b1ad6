import { messagesOf, onChange } from '../on-change.ts';
import { streamHandler } from '../runtime/stream-batch.ts';
import { traced } from '../runtime/tracing.ts';
import { changeOf } from '../stream-subjects.ts';

/** The stream of Meshdesk's table: what was decided is carried out. */
export const handler = streamHandler({
  name: 'operation',
  subjectOf: changeOf,
  showing: messagesOf,
  work: ({ desk, worker }, change) => onChange(desk, worker, change),
  atOnce: 5,
  traced,
});
