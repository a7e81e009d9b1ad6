import type { Finding } from './audit.ts';
import type { Facts, Item } from './facts.ts';

/** The attributes that the Python library writes and reads, and the form that it has them in. */
const FORMS: Record<string, (value: unknown) => boolean> = {
  SubscriptionId: isText,
  Status: (value) => ['Pending', 'Active', 'Denied', 'Deleted'].includes(String(value)),
  OwnerPrincipal: isAccount,
  SubscriberPrincipal: isAccount,
  DatabaseName: isText,
  TableName: isList,
  RequestedGrants: isList,
  PermittedGrants: isList,
  GrantableGrants: isListOrNull,
  GrantedTableARNs: isListOrNull,
  RamShares: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  Notes: (value) => value instanceof Set,
  CreationDate: isTime,
  UpdatedDate: isTime,
  CreatedBy: isText,
  UpdatedBy: isText,
  ImportedToConsumer: (value) => typeof value === 'boolean',
};

/** Promise 6: a record has the original's attributes, in its form, and no others. */
export function recordsInForm({ records }: Facts): Finding[] {
  return records.flatMap((record) =>
    Object.entries(record)
      .filter(([name, value]) => !(FORMS[name]?.(value) ?? false))
      .map(([name, value]) => ({
        promise: 6,
        about: String(record.SubscriptionId),
        what: `the record has ${name} as ${JSON.stringify(value)}`,
      })),
  );
}

/** Whether the request waits for a decision, as the record says: a repeat after a denial keeps the status Denied. */
export function isOpen({ Status, UpdatedDate }: Item): boolean {
  return Status === 'Pending' || (Status === 'Denied' && UpdatedDate === undefined);
}

/** A list attribute as texts. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
function isList(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
/** The Python library writes NULL where it has nothing to say. */
function isListOrNull(value: unknown): boolean {
  return value === null || isList(value);
}
function isAccount(value: unknown): boolean {
  return typeof value === 'string' && /^\d{12}$/.test(value);
}
function isTime(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value);
}
