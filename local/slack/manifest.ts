import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type JsonObject, list, object, objects, text } from './json.ts';

/** What the stand-in takes from an app manifest. */
export interface Manifest {
  name: string;
  /** Scopes of the bot token. */
  scopes: string[];
  commands: { command: string; description: string; usageHint: string; shouldEscape: boolean }[];
  shortcuts: { type: 'global' | 'message'; name: string; callbackId: string }[];
  /** Event types the app is subscribed to, e.g. `message.im`. */
  botEvents: string[];
  homeTab: boolean;
  /** Whether the app may write direct messages, and people to it. */
  messagesTab: 'off' | 'read-only' | 'on';
  interactivity: boolean;
}

const WITHOUT_MANIFEST: Manifest = {
  name: 'Meshdesk',
  scopes: [
    'app_mentions:read',
    'channels:history',
    'channels:join',
    'channels:read',
    'chat:write',
    'commands',
    'groups:read',
    'im:history',
    'im:read',
    'im:write',
    'usergroups:read',
    'users:read',
  ],
  commands: [
    {
      command: '/mesh',
      description: 'The front desk of the data mesh',
      usageHint: '[requests | help]',
      shouldEscape: false,
    },
  ],
  shortcuts: [],
  botEvents: ['app_home_opened', 'app_mention', 'message.channels', 'message.im'],
  homeTab: true,
  messagesTab: 'on',
  interactivity: true,
};

/** Reads the app manifest at `path`; without one the stand-in takes a list that suits most bots. */
export function readManifest(path: string): Manifest {
  if (!existsSync(path)) return WITHOUT_MANIFEST;
  const manifest = object(parse(readFileSync(path, 'utf8')));
  const features = object(manifest.features);
  const appHome = object(features.app_home);
  const settings = object(manifest.settings);
  const scopes = object(object(manifest.oauth_config).scopes);
  const strings = (value: unknown) => list(value).map(String);
  return {
    name: text(object(manifest.display_information).name, 'Meshdesk'),
    scopes: strings(scopes.bot),
    commands: objects(features.slash_commands).map((command) => ({
      command: text(command.command),
      description: text(command.description),
      usageHint: text(command.usage_hint),
      shouldEscape: command.should_escape === true,
    })),
    shortcuts: objects(features.shortcuts).map((shortcut) => ({
      type: shortcut.type === 'message' ? 'message' : 'global',
      name: text(shortcut.name),
      callbackId: text(shortcut.callback_id),
    })),
    botEvents: strings(object(settings.event_subscriptions).bot_events),
    homeTab: appHome.home_tab_enabled === true,
    messagesTab: messagesTab(appHome),
    interactivity: object(settings.interactivity).is_enabled === true,
  };
}

function messagesTab(appHome: JsonObject): Manifest['messagesTab'] {
  if (appHome.messages_tab_enabled !== true) return 'off';
  return appHome.messages_tab_read_only_enabled === true ? 'read-only' : 'on';
}
