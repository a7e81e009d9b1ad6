import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';
import type { Template } from './template.ts';

type Spec = Awaited<ReturnType<typeof loadAwsServiceSpec>>;
type Properties =
  ReturnType<Spec['get']> extends never ? never : Record<string, { type: PropertyType; required?: boolean }>;
type PropertyType =
  | { type: 'ref'; reference: { $ref: string } }
  | { type: 'array' | 'map'; element: PropertyType }
  | { type: 'union'; types: PropertyType[] }
  | { type: 'string' | 'number' | 'integer' | 'boolean' | 'json' | 'tag' | 'date-time' | 'null' };

/** AWS's own list of properties; read once. */
let loading: Promise<Spec> | undefined;

/** What is wrong with the properties of a template's resources by AWS's own list, SAM's included, as sentences. */
export async function propertyProblems(template: Template): Promise<string[]> {
  loading ??= loadAwsServiceSpec();
  const spec = await loading;
  const problems: string[] = [];
  for (const [name, { Type, Properties = {} }] of Object.entries(template.Resources)) {
    const [resource] = spec.lookup('resource', 'cloudFormationType', 'equals', Type);
    if (resource === undefined) {
      problems.push(`${name}: there is no type ${Type}`);
      continue;
    }
    const globals = Type === 'AWS::Serverless::Function' ? template.Globals?.Function : {};
    const given = { ...globals, ...Properties };
    check(spec, resource.properties as Properties, given, name, problems);
  }
  return problems;
}

function check(spec: Spec, properties: Properties, given: object, path: string, problems: string[]): void {
  for (const [name, { required }] of Object.entries(properties)) {
    if (required && !(name in given)) problems.push(`${path}: ${name} is missing`);
  }
  for (const [name, value] of Object.entries(given)) {
    const property = properties[name];
    if (property === undefined) problems.push(`${path}: there is no property ${name}`);
    else checkValue(spec, property.type, value, `${path}.${name}`, problems);
  }
}

function checkValue(spec: Spec, type: PropertyType, value: unknown, path: string, problems: string[]): void {
  if (isIntrinsic(value)) return;
  if (type.type === 'union') {
    const tried = type.types.map((one) => {
      const found: string[] = [];
      checkValue(spec, one, value, path, found);
      return found;
    });
    const best = tried.sort((a, b) => a.length - b.length)[0] ?? [];
    problems.push(...best);
  } else if (type.type === 'array') {
    if (!Array.isArray(value)) problems.push(`${path}: a list is needed`);
    else for (const [index, one] of value.entries()) checkValue(spec, type.element, one, `${path}[${index}]`, problems);
  } else if (type.type === 'map') {
    if (!isObject(value)) problems.push(`${path}: a map is needed`);
    else
      for (const [key, one] of Object.entries(value)) checkValue(spec, type.element, one, `${path}.${key}`, problems);
  } else if (type.type === 'ref') {
    if (!isObject(value)) problems.push(`${path}: properties are needed`);
    else {
      const definition = spec.get('typeDefinition', type.reference.$ref);
      check(spec, definition.properties as Properties, value, path, problems);
    }
  } else if (!fits(type.type, value)) problems.push(`${path}: ${JSON.stringify(value)} is no ${type.type}`);
}

function fits(type: string, value: unknown): boolean {
  if (type === 'json' || type === 'tag') return true;
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'number' || type === 'integer') return typeof value === 'number';
  return typeof value === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIntrinsic(value: unknown): boolean {
  if (!isObject(value)) return false;
  const [key, ...more] = Object.keys(value);
  return more.length === 0 && (key === 'Ref' || key?.startsWith('Fn::') === true);
}

/** Names that a template refers to and that nothing in it bears, as sentences. */
export function danglingNames(template: Template): string[] {
  const known = new Set([...Object.keys(template.Parameters ?? {}), ...Object.keys(template.Resources)]);
  const problems: string[] = [];
  const refer = (name: string, path: string) => {
    const [first = ''] = name.split('.');
    if (!first.startsWith('AWS::') && !known.has(first)) problems.push(`${path}: there is no ${first}`);
  };
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) for (const [index, one] of value.entries()) walk(one, `${path}[${index}]`);
    if (!isObject(value)) return;
    for (const [key, one] of Object.entries(value)) {
      if (key === 'Ref') refer(String(one), path);
      else if (key === 'Fn::GetAtt') refer(String((one as string[])[0]), path);
      else if (key === 'Fn::Sub') for (const [, name = ''] of String(one).matchAll(/\$\{([^}]+)\}/g)) refer(name, path);
      else if (key === 'Fn::If' && !(String((one as unknown[])[0]) in (template.Conditions ?? {}))) {
        problems.push(`${path}: there is no condition ${(one as unknown[])[0]}`);
      } else walk(one, `${path}.${key}`);
      if (key === 'Fn::If') walk((one as unknown[]).slice(1), path);
    }
  };
  walk(template, '');
  return problems;
}
