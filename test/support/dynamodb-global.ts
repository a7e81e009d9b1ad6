import type {} from 'vitest';
import type { TestProject } from 'vitest/node';
import { startDynamo } from '../../local/dynamodb.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    dynamoUrl: string;
  }
}

/** One DynamoDB Local for the whole run; tests keep apart by table names. */
export default async function setup(project: TestProject) {
  const dynamo = await startDynamo();
  project.provide('dynamoUrl', dynamo.url);
  return () => dynamo.close();
}
