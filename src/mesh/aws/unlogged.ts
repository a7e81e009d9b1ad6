/**
 * The client without the middleware that copies all that is sent and answered for a logger (@aws-sdk/core `loggerMiddleware`; the copy is
 * made whether or not anybody gave one). Nobody does here, and it was a fifth of what a large decision took of the processor.
 */
export function unlogged<C extends { middlewareStack: { remove(name: string): boolean } }>(client: C): C {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
