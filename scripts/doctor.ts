import { parseArgs } from 'node:util';
import { examine } from './doctor/doctor.ts';
import { listed } from './doctor/finding.ts';

/** `npm run doctor [-- --request-url URL]`: what is amiss with a deployment, and what to do. Reads only; exit code 1 when something is. */
const { values } = parseArgs({ options: { 'request-url': { type: 'string' } } });
const findings = await examine(process.env, values['request-url']);
console.log(listed(findings));
const wrong = findings.filter(({ ok }) => !ok).length;
console.log(wrong === 0 ? '\nAll is well.' : `\n${wrong} of ${findings.length} checks are amiss.`);
process.exit(wrong === 0 ? 0 : 1);
