import { type ParseArgsConfig, parseArgs } from 'node:util';

/** What a command was told, and does not take: its message is a sentence for whoever told it. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}

/** What follows the name of a command, as `parseArgs` reads it. Throws Misuse. */
export function argumentsOf<const C extends ParseArgsConfig>(config: C) {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // What Node adds for whoever passes arguments on helps nobody who mistyped one.
    const [said = error.message] = error.message.split(/\.\s|\n/);
    throw new Misuse(said.endsWith('.') ? said : `${said}.`, { cause: error });
  }
}

/** What `read` makes of the arguments. After a Misuse: its sentence and the usage, nothing done, and exit code 2. */
export function told<T>(usage: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Misuse)) throw error;
    console.error(`${error.message} Nothing was done.\n\n  ${usage}`);
    process.exit(2);
  }
}

/** An address, given as `name`: of https, or of one of `schemes`. Throws Misuse. */
export function address(name: string, text: string, schemes: readonly string[] = ['https://']): string {
  if (URL.canParse(text) && schemes.some((scheme) => text.startsWith(scheme))) return text;
  const needs = `an address that begins with ${schemes.join(' or ')}, as the stack has put out`;
  throw new Misuse(`${name} has to be ${needs}; it is “${text}”.`);
}
