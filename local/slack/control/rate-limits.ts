import type { JsonObject } from '../json.ts';

/** Messages a channel takes at once before it wants one a second. */
const BURST = 4;
const POSTING = ['chat.postMessage', 'chat.postEphemeral'];

/** Slack's limit of one message a second and channel, with small bursts; off until it is switched on. */
export class RateLimits {
  enabled: boolean;
  readonly #now: () => number;
  /** By channel: how many messages it still takes, and as of when (milliseconds). */
  readonly #allowances = new Map<string, { left: number; at: number }>();

  constructor(now: () => number, enabled: boolean) {
    this.#now = now;
    this.enabled = enabled;
  }

  /** Seconds until this call would be taken; 0: now, and it counts. */
  secondsToWait(method: string, args: JsonObject): number {
    if (!this.enabled || !POSTING.includes(method)) return 0;
    const channel = String(args.channel);
    const now = this.#now();
    const before = this.#allowances.get(channel) ?? { left: BURST, at: now };
    const left = Math.min(BURST, before.left + (now - before.at) / 1000);
    const taken = left >= 1;
    this.#allowances.set(channel, { left: taken ? left - 1 : left, at: now });
    return taken ? 0 : Math.ceil(1 - left);
  }

  clear(): void {
    this.#allowances.clear();
  }
}
