import { evaluate, type Template, type Values } from './template.ts';

/** What a role may: an action on resources, by their patterns. */
export interface Permission {
  action: string;
  resources: string[];
}

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
}

interface Policy {
  PolicyDocument: { Statement: (Statement | string)[] };
}

/** What a role of a template may, by its own policies and the managed ones of the template. */
export function permissionsOf(template: Template, values: Values, role: string): Permission[] {
  const own = template.Resources[role]?.Properties ?? {};
  const policies = [
    ...((own.Policies ?? []) as unknown[]),
    ...((own.ManagedPolicyArns ?? []) as { Ref: string }[]).map(({ Ref }) => template.Resources[Ref]?.Properties),
  ];
  const documents = policies.map((policy) => evaluate(template, values, policy) as Policy);
  return documents.flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.flatMap((statement) => (typeof statement === 'string' ? [] : permissionsIn(statement))),
  );
}

function permissionsIn({ Effect, Action, Resource }: Statement): Permission[] {
  if (Effect !== 'Allow') return [];
  const resources = [Resource].flat();
  return [Action].flat().map((action) => ({ action, resources }));
}

/** An action as it was used. */
export interface Used {
  action: string;
  resource: string;
}

/** Why a role may do what nobody saw it do, by action. */
export type Reasons = Readonly<Record<string, string>>;

/** What is wrong with a role's policies; nothing, when every list is empty. */
export interface Judgement {
  /** Used, and not allowed: `action resource`. */
  refused: string[];
  /** Allowed, and neither used nor listed with a reason. */
  needless: string[];
  /** Listed with a reason, and not allowed at all. What is used now and then, as the timing has it, may be listed. */
  listedInVain: string[];
}

/** Holds what a role may against what it did. */
export function judge(permissions: readonly Permission[], used: readonly Used[], reasons: Reasons): Judgement {
  const refused = used.filter((one) => !permissions.some((permission) => covers(permission, one)));
  const actions = new Set(used.map(({ action }) => action));
  const allowed = new Set(permissions.map(({ action }) => action));
  return {
    refused: [...new Set(refused.map(({ action, resource }) => `${action} ${resource}`))],
    needless: [...allowed].filter((action) => !actions.has(action) && !(action in reasons)),
    listedInVain: Object.keys(reasons).filter((action) => !allowed.has(action)),
  };
}

/** Whether a permission covers an action on a resource; a resource that nobody knows (`*`) is covered by any. */
function covers({ action, resources }: Permission, used: Used): boolean {
  if (action !== used.action) return false;
  return used.resource === '*' || resources.some((pattern) => like(pattern, used.resource));
}

/** IAM's wildcards: `*` for any characters, `?` for one. */
function like(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(text);
}
