import { describe, expect, it } from 'vitest';
import { judge, permissionsOf } from '../support/iam.ts';
import { parseTemplate } from '../support/template.ts';

const TEMPLATE = (actions: string) =>
  parseTemplate(`
Resources:
  Shared:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: { Statement: [{ Effect: Allow, Action: sts:AssumeRole, Resource: !Sub "arn:aws:iam::*:role/\${Name}" }] }
  Role:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: [!Ref Shared]
      Policies: [{ PolicyDocument: { Statement: [{ Effect: Allow, Action: ${actions}, Resource: "arn:table/A" }] } }]
`);

const USED = [
  { action: 'dynamodb:PutItem', resource: 'arn:table/A' },
  { action: 'sts:AssumeRole', resource: 'arn:aws:iam::111111111111:role/DataMeshProducer' },
];
const judged = (actions: string, used = USED, reasons = {}) =>
  judge(permissionsOf(TEMPLATE(actions), { Name: 'DataMeshProducer' }, 'Role'), used, reasons);

describe('what a role may, held against what it did', () => {
  it('is right when every action is used, and every use is allowed', () => {
    expect(judged('dynamodb:PutItem')).toEqual({ refused: [], needless: [], listedInVain: [] });
  });

  it('names an action that is used and not allowed', () => {
    expect(judged('[]').refused).toEqual(['dynamodb:PutItem arn:table/A']);
  });

  it('names a use of a resource that is not the allowed one', () => {
    const elsewhere = [...USED, { action: 'dynamodb:PutItem', resource: 'arn:table/B' }];
    expect(judged('dynamodb:PutItem', elsewhere).refused).toEqual(['dynamodb:PutItem arn:table/B']);
    const another = [...USED, { action: 'sts:AssumeRole', resource: 'arn:aws:iam::1:role/DataMeshConsumer' }];
    expect(judged('dynamodb:PutItem', another).refused).toEqual([
      'sts:AssumeRole arn:aws:iam::1:role/DataMeshConsumer',
    ]);
  });

  it('names an action that nobody uses, unless a reason is given for it', () => {
    const both = '[dynamodb:PutItem, dynamodb:Scan]';
    expect(judged(both).needless).toEqual(['dynamodb:Scan']);
    expect(judged(both, USED, { 'dynamodb:Scan': 'Once a year.' }).needless).toEqual([]);
  });

  it('names a reason that is given for what is not allowed', () => {
    const reasons = { 'dynamodb:PutItem': 'Seldom.', 'dynamodb:Query': 'Never.' };
    expect(judged('dynamodb:PutItem', USED, reasons).listedInVain).toEqual(['dynamodb:Query']);
  });

  it('holds a wildcard for an action that nobody uses', () => {
    expect(judged('"dynamodb:*"')).toMatchObject({
      needless: ['dynamodb:*'],
      refused: ['dynamodb:PutItem arn:table/A'],
    });
  });
});
