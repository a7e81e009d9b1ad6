import { createHash } from 'node:crypto';
import type {
  DeleteResourcePolicyRequest,
  GetResourcePoliciesRequest,
  GetResourcePolicyRequest,
  PutResourcePolicyRequest,
} from '@aws-sdk/client-glue';
import { type Call, catalogOf } from '../call.ts';
import { entityNotFound, invalidInput, ServiceError } from '../errors.ts';
import { pageOf } from '../pages.ts';
import { policyProblem } from '../policy.ts';
import type { Account } from '../state/world.ts';
import type { Checked } from '../validate.ts';

/** A catalog's resource policy may have 10 KB. */
const MOST_BYTES = 10_240;
const PAGE = 1000;

export function GetResourcePolicy(input: Checked<GetResourcePolicyRequest>, call: Call) {
  const account = ofCatalog(call, input.ResourceArn);
  const policy = account.catalog.policy;
  if (policy === undefined) throw entityNotFound('Policy not found');
  return {
    PolicyInJson: policy.json,
    PolicyHash: policy.hash,
    CreateTime: policy.createTime,
    UpdateTime: policy.updateTime,
  };
}

/** The catalog's own policy; those that RAM makes for the resources it shares are RAM's matter here. */
export function GetResourcePolicies(input: Checked<GetResourcePoliciesRequest>, call: Call) {
  const account = ofCatalog(call, undefined);
  const { policy } = account.catalog;
  const list =
    policy === undefined
      ? []
      : [
          {
            PolicyInJson: policy.json,
            PolicyHash: policy.hash,
            CreateTime: policy.createTime,
            UpdateTime: policy.updateTime,
          },
        ];
  const scope = `GetResourcePolicies/${account.id}`;
  const page = pageOf(list, { nextToken: input.NextToken, maxResults: input.MaxResults, most: PAGE, scope });
  return { GetResourcePoliciesResponseList: page.items, NextToken: page.nextToken };
}

/**
 * Puts the catalog's policy in the place of what was there. Where Lake Formation shares through RAM, EnableHybrid must be
 * TRUE, or the policy would take the shares' place.
 */
export function PutResourcePolicy(input: Checked<PutResourcePolicyRequest>, call: Call) {
  const account = ofCatalog(call, input.ResourceArn);
  const problem = policyProblem(input.PolicyInJson, call.world);
  if (problem !== undefined) throw invalidInput(`Policy is not valid: ${problem}.`);
  if (Buffer.byteLength(input.PolicyInJson) > MOST_BYTES) throw invalidInput('Policy exceeds the maximum size.');
  const old = account.catalog.policy;
  if (input.PolicyExistsCondition === 'MUST_EXIST' && old === undefined)
    throw conditionFailed('Policy does not exist.');
  if (input.PolicyExistsCondition === 'NOT_EXIST' && old !== undefined) throw conditionFailed('Policy already exists.');
  checkHash(account, input.PolicyHashCondition);
  const shares = call.world.shares.some((share) => share.owner === account.id && share.status === 'ACTIVE');
  if (shares && input.EnableHybrid !== 'TRUE') {
    throw invalidInput('Cross-account grants were made with Lake Formation: EnableHybrid must be TRUE.');
  }
  const hash = createHash('md5').update(`${input.PolicyInJson}${call.now.getTime()}`).digest('base64');
  account.catalog.policy = {
    json: input.PolicyInJson,
    hash,
    createTime: old?.createTime ?? call.now,
    updateTime: call.now,
  };
  return { PolicyHash: hash };
}

export function DeleteResourcePolicy(input: Checked<DeleteResourcePolicyRequest>, call: Call) {
  const account = ofCatalog(call, input.ResourceArn);
  if (account.catalog.policy === undefined) throw entityNotFound('Policy not found');
  checkHash(account, input.PolicyHashCondition);
  account.catalog.policy = undefined;
  return {};
}

function checkHash(account: Account, hash: string | undefined) {
  if (hash !== undefined && hash !== account.catalog.policy?.hash) throw conditionFailed('Policy hash does not match.');
}

const conditionFailed = (message: string) => new ServiceError('ConditionCheckFailureException', message);

/** The catalog of the caller's account; of the resources only the catalog itself is answered for. */
function ofCatalog(call: Call, arn: string | undefined): Account {
  const account = catalogOf(call, undefined);
  if (arn !== undefined && arn !== `arn:aws:glue:${call.world.region}:${account.id}:catalog`) {
    throw invalidInput(`Resource ${arn} is not this account's catalog.`);
  }
  return account;
}
