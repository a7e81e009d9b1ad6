import * as z from 'zod';

/** What a button on a card carries back: which request was looked at, and which plan. */
export interface ButtonValue {
  subscriptionId: string;
  /** CreationDate of the request. */
  requested: string;
  planHash?: string;
}

const schema = z
  .string()
  .max(2000)
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.tuple([z.string().min(1).max(256), z.string().max(64), z.string().max(128)]));

export function writeButtonValue({ subscriptionId, requested, planHash }: ButtonValue): string {
  return JSON.stringify([subscriptionId, requested, planHash ?? '']);
}

/** Reads what `writeButtonValue` wrote. Throws a ZodError for anything else. */
export function readButtonValue(text: unknown): ButtonValue {
  const [subscriptionId, requested, planHash] = schema.parse(text);
  return { subscriptionId, requested, ...(planHash !== '' && { planHash }) };
}
