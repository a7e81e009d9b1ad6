import * as z from 'zod';

const option = z.object({ value: z.string().max(150) });
const state = z.object({
  value: z.string().nullish(),
  selected_option: option.nullish(),
  selected_options: z.array(option).nullish(),
  selected_date: z.string().nullish(),
});
const view = z.object({
  private_metadata: z.string(),
  state: z.object({ values: z.record(z.string(), z.record(z.string(), state)) }),
});

/** What stands in the elements of a view, by action id. */
export interface Entered {
  /** As typed, without the white space around it; empty where there is no such element. */
  text(actionId: string): string;
  /** The value that is chosen; undefined where nothing is, or there is no such element. */
  one(actionId: string): string | undefined;
  /** `YYYY-MM-DD`; empty where no date is chosen. */
  date(actionId: string): string;
  /** The values that are chosen; undefined where there is no such element. */
  many(actionId: string): string[] | undefined;
}

/** Reads the state of a view. Throws a ZodError for what Slack cannot have sent. */
export function readEntered(given: unknown): { metadata: string; entered: Entered } {
  const { private_metadata: metadata, state } = view.parse(given);
  const elements = new Map(Object.values(state.values).flatMap((actions) => Object.entries(actions)));
  return {
    metadata,
    entered: {
      text: (actionId) => elements.get(actionId)?.value?.trim() ?? '',
      one: (actionId) => elements.get(actionId)?.selected_option?.value,
      date: (actionId) => elements.get(actionId)?.selected_date ?? '',
      many: (actionId) => {
        const element = elements.get(actionId);
        return element === undefined ? undefined : (element.selected_options ?? []).map(({ value }) => value);
      },
    },
  };
}
