import { isSeq, parseDocument } from 'yaml';

/** The app's manifest for signed HTTP: commands, interactivity and events at `requestUrl`, and no Socket Mode. */
export function httpManifest(manifest: string, requestUrl: string): string {
  const document = parseDocument(manifest);
  const commands = document.getIn(['features', 'slash_commands']);
  for (const index of isSeq(commands) ? commands.items.keys() : []) {
    document.setIn(['features', 'slash_commands', index, 'url'], requestUrl);
  }
  document.setIn(['settings', 'event_subscriptions', 'request_url'], requestUrl);
  document.setIn(['settings', 'interactivity', 'request_url'], requestUrl);
  document.setIn(['settings', 'interactivity', 'message_menu_options_url'], requestUrl);
  document.setIn(['settings', 'socket_mode_enabled'], false);
  return document.toString({ lineWidth: 0 });
}
