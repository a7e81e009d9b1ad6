import type { World } from './state/world.ts';

const asList = (value: unknown): unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

/**
 * What is wrong with a resource policy, in words, or undefined: it must be a JSON object with a known Version and
 * statements that have Effect, Principal, Action and Resource, and name principals that exist.
 */
export function policyProblem(json: string, world: World): string | undefined {
  const policy = parsed(json);
  if (policy === undefined) return 'Policies must be valid JSON and the first byte must be "{"';
  const { Version, Statement } = policy;
  if (Version !== undefined && Version !== '2012-10-17' && Version !== '2008-10-17')
    return 'The policy must contain a valid version string';
  const statements = asList(Statement);
  if (statements.length === 0) return 'Missing required field Statement';
  return statements.map((statement) => statementProblem(statement, world)).find((problem) => problem !== undefined);
}

function parsed(json: string): Record<string, unknown> | undefined {
  if (!json.startsWith('{')) return undefined;
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function statementProblem(statement: unknown, world: World): string | undefined {
  if (typeof statement !== 'object' || statement === null) return 'Statement must be an object';
  const { Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource } = statement as Record<
    string,
    unknown
  >;
  if (Effect !== 'Allow' && Effect !== 'Deny') return 'Invalid effect';
  if (asList(Action).length + asList(NotAction).length === 0) return 'Missing required field Action';
  if (asList(Resource).length + asList(NotResource).length === 0) return 'Missing required field Resource';
  const principal = Principal ?? NotPrincipal;
  if (principal === undefined) return 'Missing required field Principal';
  return principalsOf(principal).every((one) => exists(one, world)) ? undefined : 'Invalid principal in policy';
}

function principalsOf(principal: unknown): unknown[] {
  if (typeof principal !== 'object' || principal === null) return [principal];
  return 'AWS' in principal ? asList(principal.AWS) : [];
}

function exists(principal: unknown, world: World): boolean {
  if (principal === '*') return true;
  const text = String(principal);
  const account =
    /^\d{12}$/.exec(text)?.[0] ??
    /^arn:aws:(?:iam|sts)::(\d{12}):(root|user\/.+|role\/.+|assumed-role\/.+)$/.exec(text)?.[1];
  return account !== undefined && world.accounts.has(account);
}
