import { roleArn, type World } from '../state/world.ts';

/** A role that can be assumed. `admin` roles live in the mesh account and belong to the account `of`. */
export interface Role {
  readonly kind: 'own' | 'admin';
  readonly account: string;
  readonly name: string;
  readonly arn: string;
  readonly of: string;
}

/** The role with that ARN, if the world has it: each account's DataMesh roles, and the mesh's admin roles of them. */
export function roleIn(world: World, arn: string): Role | undefined {
  const [, account, name] = /^arn:aws:iam::(\d{12}):role\/AwsDataMesh\/([\w-]+)$/.exec(arn) ?? [];
  if (account === undefined || name === undefined || !world.accounts.has(account)) return undefined;
  if (name === 'DataMeshProducer' || name === 'DataMeshConsumer')
    return { kind: 'own', account, name, arn, of: account };
  const of = /^DataMeshAdmin(?:Producer|Consumer)-(\d{12})$/.exec(name)?.[1];
  if (account !== world.meshAccount || of === undefined || !world.accounts.has(of)) return undefined;
  return { kind: 'admin', account, name, arn: roleArn(account, name), of };
}
