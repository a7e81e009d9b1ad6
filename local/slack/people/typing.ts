import type { Workspace } from '../context.ts';

/** `&`, `<` and `>` as Slack sends them. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * What a person typed, as Slack stores it: escaped, `@name` and `#channel` made references. `withNames` adds the name
 * to a reference (`<@U…|name>`), as slash commands with `should_escape` have it.
 */
export function storeText(workspace: Workspace, text: string, withNames = false): string {
  const users = [...workspace.state.users.values()];
  const channels = [...workspace.state.channels.values()].filter((channel) => channel.kind === 'channel');
  return escapeText(text)
    .replace(/(^|\s)@([a-z0-9][a-z0-9._-]*[a-z0-9])/gi, (whole, before: string, name: string) => {
      const wanted = name.toLowerCase();
      const user = users.find((u) => u.name === wanted || u.realName.toLowerCase() === wanted);
      if (user === undefined) return whole;
      return `${before}<@${user.id}${withNames ? `|${user.name}` : ''}>`;
    })
    .replace(/(^|\s)#([a-z0-9_-]+)/g, (whole, before: string, name: string) => {
      const channel = channels.find((c) => c.name === name);
      return channel === undefined ? whole : `${before}<#${channel.id}|${withNames ? channel.name : ''}>`;
    });
}
