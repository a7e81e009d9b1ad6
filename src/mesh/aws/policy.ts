import * as z from 'zod';

const oneOrMore = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item));

const schema = z.looseObject({
  Statement: oneOrMore(z.looseObject({ Sid: z.string().optional(), Effect: z.string().optional() })),
});

/** A resource-based policy; one statement that stands alone is read as a list of it. Whatever else is in it stays. */
export type Policy = z.output<typeof schema>;
export type Statement = Policy['Statement'][number];

export function readPolicy(json: string): Policy {
  return schema.parse(JSON.parse(json));
}

/** The texts of a member that policies let be one or a list. */
export function textsOf(member: unknown): string[] {
  return [member].flat().filter((text) => typeof text === 'string');
}
