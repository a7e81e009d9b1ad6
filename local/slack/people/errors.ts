/** What a person cannot do, e.g. click a button that is not there; the page gets it as HTTP 400. */
export class PageError extends Error {
  override readonly name = 'PageError';
}
