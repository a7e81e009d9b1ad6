/** What a check found. */
export type Finding = { about: string; found: string } & ({ ok: true } | { ok: false; remedy: string });

export const fine = (about: string, found: string): Finding => ({ ok: true, about, found });
export const amiss = (about: string, found: string, remedy: string): Finding => ({ ok: false, about, found, remedy });

/** The finding of a check that could not be made. */
export function failed(about: string, error: unknown, remedy: string): Finding {
  return amiss(about, reasonOf(error), remedy);
}

/** The findings as a list, with what to do under what is amiss. */
export function listed(findings: readonly Finding[]): string {
  return findings
    .flatMap((finding) => {
      const line = `${finding.ok ? '✓' : '✗'} ${finding.about}: ${finding.found}`;
      return finding.ok ? [line] : [line, `    → ${finding.remedy}`];
    })
    .join('\n');
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
