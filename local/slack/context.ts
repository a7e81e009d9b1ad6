import type { Faults } from './control/faults.ts';
import type { Journal } from './control/journal.ts';
import type { RateLimits } from './control/rate-limits.ts';
import type { Delivery } from './delivery/delivery.ts';
import type { SocketMode } from './delivery/socket-mode.ts';
import type { Manifest } from './manifest.ts';
import type { Audience } from './people/audience.ts';
import type { Ids } from './state/ids.ts';
import type { State } from './state/state.ts';

/** The secrets of the app and the times Slack keeps. */
export interface Settings {
  botToken: string;
  appToken: string;
  signingSecret: string;
  /** The old verification token that payloads still carry as `token`. */
  verificationToken: string;
  /** How long an app may take to answer, and how long a trigger id lives; milliseconds. Slack: 3000. */
  patience: number;
  /** Milliseconds before each repetition of an event that was not taken. Slack: at once, a minute, five minutes. */
  eventRetries: readonly number[];
}

/** What every part of the stand-in works with. */
export interface Workspace {
  readonly settings: Settings;
  readonly manifest: Manifest;
  readonly now: () => number;
  readonly ids: Ids;
  readonly state: State;
  readonly audience: Audience;
  readonly delivery: Delivery;
  readonly sockets: SocketMode;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly rateLimits: RateLimits;
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
}
