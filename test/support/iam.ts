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

/** Whether a permission covers an action on a resource; a resource that nobody knows (`*`) is covered by any. */
export function covers({ action, resources }: Permission, used: { action: string; resource: string }): boolean {
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
