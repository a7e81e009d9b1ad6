/** Slash commands as they are typed. */
import type { PageState } from './protocol.ts';

export type SlashCommand = PageState['commands'][number];

/** The command and its text when what was typed starts with a slash. */
export function parseCommand(typed: string): { command: string; text: string } | null {
  const match = /^(\/\S+)\s*([\s\S]*)$/.exec(typed);
  return match === null ? null : { command: match[1] ?? '', text: (match[2] ?? '').trim() };
}

/** The commands that what is typed may become; none once a space ends the command's name. */
export function suggestCommands(typed: string, commands: readonly SlashCommand[]): SlashCommand[] {
  if (!/^\/\S*$/.test(typed)) return [];
  return commands.filter((command) => command.command.startsWith(typed));
}
