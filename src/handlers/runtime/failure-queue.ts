import type { DynamoDBRecord } from 'aws-lambda';

/** Where events go that no attempt can make good. */
export interface Failures {
  /** Resolves when it is kept there. Throws the SDK's errors, and when there is no queue. */
  send(record: DynamoDBRecord, reason: string): Promise<void>;
}

/** SQS takes a message of 1 MiB; a record of a stream has at most two images of 400 KB. */
const MOST_CHARACTERS = 900_000;

/** The queue that the functions' on-failure destination is, too. */
export function failureQueue(queueUrl: string | undefined): Failures {
  return {
    async send(record, reason) {
      if (queueUrl === undefined) throw new Error(`no FAILURE_QUEUE_URL for an unreadable event: ${reason}`);
      const { SendMessageCommand, SQSClient } = await import('@aws-sdk/client-sqs');
      // Endpoints are the SDK's own, out of its environment, as everywhere.
      const client = new SQSClient({ useQueueUrlAsEndpoint: false });
      try {
        await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: message(record, reason) }));
      } finally {
        client.destroy();
      }
    },
  };
}

function message(record: DynamoDBRecord, reason: string): string {
  const whole = JSON.stringify({ reason, record });
  if (whole.length <= MOST_CHARACTERS) return whole;
  const { eventID, eventName, eventSourceARN } = record;
  const { Keys, SequenceNumber } = record.dynamodb ?? {};
  return JSON.stringify({ reason, record: { eventID, eventName, eventSourceARN, dynamodb: { Keys, SequenceNumber } } });
}
