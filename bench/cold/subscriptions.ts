export { handler } from '../../src/handlers/lambda/subscriptions.ts';
export { aws } from './clients.ts';
