import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { type Listening, listen, sendJson } from '../http.ts';
import type { Settings, Workspace } from './context.ts';
import { serveControl } from './control/control.ts';
import { Faults } from './control/faults.ts';
import { Journal } from './control/journal.ts';
import { RateLimits } from './control/rate-limits.ts';
import { Delivery } from './delivery/delivery.ts';
import { SocketMode } from './delivery/socket-mode.ts';
import { readManifest } from './manifest.ts';
import { PageBundle } from './page-bundle.ts';
import { Audience } from './people/audience.ts';
import { servePage } from './people/page-api.ts';
import { serveResponseUrl } from './response-url.ts';
import { Ids } from './state/ids.ts';
import { State } from './state/state.ts';
import { serveApi } from './web-api/serve.ts';

/** How to set up a workspace; everything has a default. */
export interface SlackOptions extends Partial<Settings> {
  /** 0: any free port. */
  port?: number;
  /** The clock, in milliseconds; trigger ids, response_urls and message timestamps go by it. */
  now?: () => number;
  manifestPath?: string;
  /** Scopes of the bot token, instead of the manifest's. */
  scopes?: string[];
  /** Where the app listens for HTTP; without it Socket Mode is used. */
  requestUrl?: string | null;
  /** Whether one message a second and channel is kept to. */
  rateLimits?: boolean;
}

/** A running workspace. */
export interface SlackWorkspace {
  readonly port: number;
  /** The page's address, without a slash at the end. */
  readonly url: string;
  /** What `SLACK_API_URL` is to be, with `/api/` at its end. */
  readonly apiUrl: string;
  readonly settings: Settings;
  close(): Promise<void>;
}

const DEFAULTS: Settings = {
  botToken: 'xoxb-local-meshdesk',
  appToken: 'xapp-local-meshdesk',
  signingSecret: 'local-signing-secret',
  verificationToken: 'local-verification-token',
  patience: 3_000,
  eventRetries: [0, 60_000, 300_000],
};

const MANIFEST = fileURLToPath(new URL('../../manifest.yml', import.meta.url));

/** Opens a workspace on 127.0.0.1. Rejects when the port is taken. */
export async function startSlack(options: SlackOptions = {}): Promise<SlackWorkspace> {
  const now = options.now ?? Date.now;
  const settings = readSettings(options);
  const manifest = readManifest(options.manifestPath ?? MANIFEST);
  if (options.scopes !== undefined) manifest.scopes = options.scopes;
  const ids = new Ids(now);
  const audience = new Audience();
  const sockets = new SocketMode({
    patience: settings.patience,
    newSecret: () => ids.secret(),
    newEnvelopeId: () => ids.uuid(),
    onChange: () => audience.tellAll({ type: 'channel', channel: '' }),
  });
  const requestUrl =
    typeof options.requestUrl === 'string' ? { url: options.requestUrl, signingSecret: settings.signingSecret } : null;
  const page = new PageBundle();
  const listening = await listen((request, response) => serve(workspace, page, request, response), options.port ?? 0);
  const workspace: Workspace = {
    settings,
    manifest,
    now,
    ids,
    audience,
    sockets,
    state: new State(now),
    delivery: new Delivery(sockets, requestUrl, { patience: settings.patience, now }),
    journal: new Journal(now),
    faults: new Faults(),
    rateLimits: new RateLimits(now, options.rateLimits ?? false),
    url: listening.url,
  };
  sockets.attach(listening.server, listening.url.replace('http:', 'ws:'));
  return handleOf(workspace, listening);
}

function readSettings(options: SlackOptions): Settings {
  const { botToken, appToken, signingSecret, verificationToken, patience, eventRetries } = options;
  return {
    botToken: botToken ?? DEFAULTS.botToken,
    appToken: appToken ?? DEFAULTS.appToken,
    signingSecret: signingSecret ?? DEFAULTS.signingSecret,
    verificationToken: verificationToken ?? DEFAULTS.verificationToken,
    patience: patience ?? DEFAULTS.patience,
    eventRetries: eventRetries ?? DEFAULTS.eventRetries,
  };
}

function handleOf(workspace: Workspace, listening: Listening): SlackWorkspace {
  return {
    port: listening.port,
    url: listening.url,
    apiUrl: `${listening.url}/api/`,
    settings: workspace.settings,
    close: async () => {
      workspace.delivery.close();
      await workspace.sockets.close();
      workspace.audience.close();
      await listening.close();
    },
  };
}

async function serve(
  workspace: Workspace,
  page: PageBundle,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', workspace.url);
  const { pathname } = url;
  if (pathname.startsWith('/api/')) return serveApi(workspace, request, response, url);
  if (pathname.startsWith('/page/api/')) return servePage(workspace, request, response, url);
  if (pathname.startsWith('/hooks/')) return serveResponseUrl(workspace, request, response, url);
  if (pathname.startsWith('/_control/')) return serveControl(workspace, request, response, url);
  if (await page.serve(pathname, response)) return;
  sendJson(response, 404, { error: 'not_found' });
}
