import { type Config, ConfigError, readConfig, readConfigWithSecret } from '../../src/config.ts';
import { readSecret } from '../../src/handlers/runtime/secret.ts';
import { amiss, type Finding, fine } from './finding.ts';

const REMEDY = 'Set it as the table of settings in docs/deploy.md says.';

/** The settings, of a function where SLACK_SECRET names a secret, else of the server; or what is missing and wrong in them. */
export async function readSettings(
  env: Record<string, string | undefined>,
): Promise<{ config?: Config; findings: Finding[] }> {
  try {
    const config = env.SLACK_SECRET ? await readConfigWithSecret(readSecret, env) : readConfig(env);
    const from = env.SLACK_SECRET ? `complete, with the secret ${env.SLACK_SECRET}` : 'complete';
    return { config, findings: [fine('Settings', from)] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { findings: [...new Set([...linesOf(error), ...besideTheSecret(env)])].map(finding) };
  }
}

/** What is wrong with the environment whatever the secret holds: a secret that cannot be read hides it. */
function besideTheSecret(env: Record<string, string | undefined>): string[] {
  if (!env.SLACK_SECRET) return [];
  try {
    readConfig({ ...env, SLACK_BOT_TOKEN: 'xoxb-in-the-secret' });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return linesOf(error);
  }
}

function linesOf({ message, cause }: ConfigError): string[] {
  return cause instanceof Error ? [`${message} AWS says: ${cause.message}`] : message.split('\n');
}

function finding(line: string): Finding {
  return amiss('Settings', line, REMEDY);
}
