import { address, argumentsOf, told } from './arguments.ts';
import { examine } from './doctor/doctor.ts';
import { listed } from './doctor/finding.ts';

/** What is amiss with a deployment, and what to do. Reads only; exit code 1 when something is. */
const requestUrl = told('npm run doctor [-- --request-url <RequestUrl>]', () => {
  const { values } = argumentsOf({ options: { 'request-url': { type: 'string' } } });
  const { 'request-url': url } = values;
  return url === undefined ? undefined : address('--request-url', url, ['https://', 'http://']);
});
const findings = await examine(process.env, requestUrl);
console.log(listed(findings));
const wrong = findings.filter(({ ok }) => !ok).length;
console.log(wrong === 0 ? '\nAll is well.' : `\n${wrong} of ${findings.length} checks are amiss.`);
process.exit(wrong === 0 ? 0 : 1);
