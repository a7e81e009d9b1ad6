import type { Logger } from '@aws-lambda-powertools/logger';
import { type Logger as BoltLogger, LogLevel } from '@slack/bolt';

/** Bolt's words as lines of our log: what it warns of and what it reports as an error. */
export function boltLogger(logger: Logger): BoltLogger {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...words) => logger.warn(sentence(words)),
    error: (...words) => logger.error(sentence(words)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}

function sentence(words: readonly unknown[]): string {
  return words.map((word) => (word instanceof Error ? word.message : String(word))).join(' ');
}
