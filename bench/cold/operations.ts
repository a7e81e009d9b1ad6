export { handler } from '../../src/handlers/lambda/operations.ts';
export { aws } from './clients.ts';
