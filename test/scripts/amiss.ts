import { examine } from '../../scripts/doctor/doctor.ts';
import type { Deployment } from '../support/deployment.ts';

export const RETAIL = 'Retail (111111111111)';

/** What is amiss, each with its remedy behind an arrow. */
export async function amiss(deployment: Deployment, over: Record<string, string | undefined> = {}): Promise<string[]> {
  const findings = await examine({ ...deployment.environment, ...over });
  return findings.flatMap((finding) => (finding.ok ? [] : [`${finding.about}: ${finding.found} → ${finding.remedy}`]));
}
