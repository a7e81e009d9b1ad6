import * as z from 'zod';

const WAYS = ['picked', 'pattern', 'all'] as const;

/** How the tables of the source are chosen. */
export type Which = (typeof WAYS)[number];

/** What the modal that creates data products carries: which order it would make, and of which database. */
export interface CreateDraft {
  /** ULID: submitted twice it is the same order. */
  productsId: string;
  accountId: string | undefined;
  database: string | undefined;
  which: Which;
}

/** The way that the value of an option names; the first where it names none. */
export function asWhich(value: string | undefined): Which {
  return WAYS.find((way) => way === value) ?? 'picked';
}

const draftSchema = z.tuple([
  z.string().min(1).max(64),
  z
    .string()
    .regex(/^\d{12}$/)
    .nullable(),
  z.string().max(255).nullable(),
  z.enum(WAYS),
]);

/** The draft as `private_metadata`. */
export function writeDraft({ productsId, accountId, database, which }: CreateDraft): string {
  return JSON.stringify([productsId, accountId ?? null, database ?? null, which]);
}

/** Throws a ZodError or SyntaxError for what writeDraft cannot have written. */
export function readDraft(text: string): CreateDraft {
  const [productsId, accountId, database, which] = draftSchema.parse(JSON.parse(text));
  return { productsId, accountId: accountId ?? undefined, database: database ?? undefined, which };
}
