import { randomBytes } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Makes Slack's kinds of ids. `now` is in milliseconds. */
export class Ids {
  readonly #now: () => number;
  #lastTs = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A message timestamp: seconds and six digits, never the same twice, always rising. */
  ts(): string {
    this.#lastTs = Math.max(this.#lastTs + 1, Math.floor(this.#now() * 1000));
    return formatTs(this.#lastTs);
  }

  /** `prefix` and ten letters or digits, as in `V0ABCDEFGHI`. */
  id(prefix: string): string {
    return prefix + [...randomBytes(10)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  }

  /** What `views.update` is given back to show which state of the view was seen. */
  hash(): string {
    return `${Math.floor(this.#now() / 1000)}.${randomBytes(4).toString('hex')}`;
  }

  /** `132456.7890123.abcdef…`, the form that `views.open` wants. */
  trigger(): string {
    const part = () => String(randomBytes(6).readUIntBE(0, 6)).slice(0, 13);
    return `${part()}.${part()}.${randomBytes(16).toString('hex')}`;
  }

  /** What Slack puts in for a missing `block_id` or `action_id`. */
  short(): string {
    return randomBytes(4).toString('base64url').slice(0, 5);
  }

  secret(): string {
    return randomBytes(18).toString('base64url');
  }

  uuid(): string {
    return crypto.randomUUID();
  }
}

/** Microseconds since the epoch as a Slack timestamp. */
function formatTs(micros: number): string {
  const digits = String(micros).padStart(7, '0');
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** Orders two Slack timestamps: negative when `a` is the earlier one. */
export function compareTs(a: string, b: string): number {
  const [aSeconds = '0', aMicros = ''] = a.split('.');
  const [bSeconds = '0', bMicros = ''] = b.split('.');
  return Number(aSeconds) - Number(bSeconds) || Number(aMicros.padEnd(6, '0')) - Number(bMicros.padEnd(6, '0'));
}
