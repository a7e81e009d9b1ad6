import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Policy } from '../../src/mesh/aws/policy.ts';
import { mergedPolicy } from '../../src/mesh/data-products/buckets.ts';

const ROLE = 'arn:aws:iam::555555555555:role/LakeReader';
const reading = (...prefixes: string[]) => ({ bucket: 'lake', roleArn: ROLE, prefixes });
const theirs = { Sid: 'Theirs', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::lake/x' };

const resources = (policy: Policy): string[] =>
  policy.Statement.filter((statement) => statement.Sid?.startsWith('MeshdeskTables')).flatMap(
    (statement) => statement.Resource as string[],
  );
/** Whether the policy lets the role read an object below `prefix`. */
const opens = (policy: Policy, prefix: string) =>
  resources(policy).some((arn) => `arn:aws:s3:::lake/${prefix}/part-0`.startsWith(arn.slice(0, -1)));

const prefix = fc
  .array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join('/'));

describe('a bucket policy', () => {
  it('is the same when it is merged again', () => {
    fc.assert(
      fc.property(fc.array(prefix, { minLength: 1 }), (prefixes) => {
        const once = mergedPolicy({ Version: '2012-10-17', Statement: [theirs] }, reading(...prefixes));
        expect(mergedPolicy(once, reading(...prefixes))).toEqual(once);
      }),
    );
  });

  it('opens every prefix, those of before as well, and fits into S3 with room for others', () => {
    fc.assert(
      fc.property(fc.array(prefix, { maxLength: 400 }), fc.array(prefix, { minLength: 1 }), (before, added) => {
        const first = mergedPolicy(null, reading(...before));
        const policy = mergedPolicy(first, reading(...added));
        for (const one of [...before, ...added]) expect(opens(policy, one)).toBe(true);
        expect(JSON.stringify(policy).length).toBeLessThan(20_480);
      }),
    );
  });

  it('keeps every statement of others as it is', () => {
    const { Statement } = mergedPolicy(
      { Version: '2012-10-17', Statement: [theirs, { ...theirs, Sid: 'B' }] },
      reading('a'),
    );
    expect(Statement.slice(0, 2)).toEqual([theirs, { ...theirs, Sid: 'B' }]);
  });

  it('opens no more than the prefixes as long as they fit', () => {
    const policy = mergedPolicy(null, reading('tpcds/web', 'tpcds/store', 'tpcds/web/inner'));
    expect(resources(policy)).toEqual(['arn:aws:s3:::lake/tpcds/store/*', 'arn:aws:s3:::lake/tpcds/web/*']);
  });

  it('names what two thousand tables are in when their names do not fit', () => {
    const many = Array.from({ length: 2000 }, (_, index) => `tpcds/table_${index}`);
    expect(resources(mergedPolicy(null, reading(...many, 'other/one')))).toEqual([
      'arn:aws:s3:::lake/other/*',
      'arn:aws:s3:::lake/tpcds/*',
    ]);
  });
});
