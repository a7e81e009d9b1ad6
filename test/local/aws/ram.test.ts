import { ListPermissionsCommand } from '@aws-sdk/client-lakeformation';
import {
  AcceptResourceShareInvitationCommand,
  DisassociateResourceShareCommand,
  GetResourceShareAssociationsCommand,
  GetResourceShareInvitationsCommand,
  GetResourceSharesCommand,
  ListResourcesCommand,
  RejectResourceShareInvitationCommand,
} from '@aws-sdk/client-ram';
import { describe, expect, it } from 'vitest';
import { sharing } from './sharing.ts';
import {
  type Clients,
  CONSUMER,
  clockAt,
  consumerSession,
  HOUR,
  lakeForTests,
  MESH,
  producerInMesh,
  RETAIL,
  userOf,
} from './support.ts';

const clock = clockAt();
const lake = await lakeForTests({ now: clock.now });
const { parties, invitations, grant, revoke, read, accept } = sharing(lake);
const denied = { name: 'AccessDeniedException' };

describe('The share', () => {
  it('is one for all grants to an account, and named in the permissions', async () => {
    await grant();
    await grant({ name: 'items' });
    const { resourceShares } = await parties.producer.ram.send(new GetResourceSharesCommand({ resourceOwner: 'SELF' }));
    expect(resourceShares).toEqual([
      expect.objectContaining({
        name: expect.stringMatching(/^LakeFormation-V3-[A-Z2-7]{10}$/),
        status: 'ACTIVE',
        owningAccountId: MESH,
      }),
    ]);
    const { PrincipalResourcePermissions } = await parties.producer.lake.send(
      new ListPermissionsCommand({ Principal: { DataLakePrincipalIdentifier: CONSUMER } }),
    );
    expect(PrincipalResourcePermissions?.map((entry) => entry.AdditionalDetails)).toEqual([
      { ResourceShare: [resourceShares?.[0]?.resourceShareArn] },
      { ResourceShare: [resourceShares?.[0]?.resourceShareArn] },
    ]);
    expect(await invitations()).toHaveLength(1);
  });

  it('grows without a new invitation once it is accepted', async () => {
    await grant();
    await accept();
    await grant({ name: 'items' });
    expect((await read('items')).Table?.Name).toBe('items');
    const { resources } = await parties.consumer.ram.send(
      new ListResourcesCommand({ resourceOwner: 'OTHER-ACCOUNTS', resourceType: 'glue:Table' }),
    );
    expect(resources?.map(({ arn }) => arn)).toEqual([
      `arn:aws:glue:us-east-1:${MESH}:table/shop/orders`,
      `arn:aws:glue:us-east-1:${MESH}:table/shop/items`,
    ]);
  });

  it('ends with the last grant, and a new one begins with a new invitation', async () => {
    await grant();
    await accept();
    await grant({ name: 'items' });
    await revoke();
    expect((await read('items')).Table?.Name).toBe('items');
    await revoke({ name: 'items' });
    const { resourceShares } = await parties.consumer.ram.send(
      new GetResourceSharesCommand({ resourceOwner: 'OTHER-ACCOUNTS' }),
    );
    expect(resourceShares?.map(({ status }) => status)).toEqual(['DELETED']);
    await grant();
    await expect(read()).rejects.toMatchObject(denied);
    expect((await invitations()).map(({ status }) => status)).toEqual(['ACCEPTED', 'PENDING']);
  });

  it('cannot be left twice, nor be taken apart by its owner', async () => {
    await grant();
    await accept();
    const { resourceShares } = await parties.consumer.ram.send(
      new GetResourceSharesCommand({ resourceOwner: 'OTHER-ACCOUNTS' }),
    );
    const resourceShareArn = resourceShares?.[0]?.resourceShareArn;
    const leave = (by: Clients) =>
      by.ram.send(new DisassociateResourceShareCommand({ resourceShareArn, principals: [CONSUMER] }));
    await expect(leave(parties.producer)).rejects.toMatchObject({ name: 'OperationNotPermittedException' });
    const { resourceShareAssociations } = await leave(parties.consumer);
    expect(resourceShareAssociations?.map(({ status }) => status)).toEqual(['DISASSOCIATED']);
    await expect(read()).rejects.toMatchObject(denied);
    await expect(leave(parties.consumer)).rejects.toMatchObject({ name: 'InvalidStateTransitionException' });
    await grant({ name: 'items' });
    await accept();
    expect((await read()).Table?.Name).toBe('orders');
  });

  it('shows its associations to both sides', async () => {
    await grant();
    await accept();
    const entities = async (by: Clients, associationType: 'PRINCIPAL' | 'RESOURCE') =>
      (await by.ram.send(new GetResourceShareAssociationsCommand({ associationType }))).resourceShareAssociations?.map(
        ({ associatedEntity, status }) => [associatedEntity, status],
      );
    expect(await entities(parties.producer, 'PRINCIPAL')).toEqual([[CONSUMER, 'ASSOCIATED']]);
    expect(await entities(parties.consumer, 'RESOURCE')).toContainEqual([
      `arn:aws:glue:us-east-1:${MESH}:table/shop/orders`,
      'ASSOCIATED',
    ]);
    const mixed = parties.producer.ram.send(
      new GetResourceShareAssociationsCommand({ associationType: 'RESOURCE', principal: CONSUMER }),
    );
    await expect(mixed).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('needs no invitation within an organisation', async () => {
    lake.setOrganization(true);
    await grant();
    expect(await invitations()).toEqual([]);
    expect((await read()).Table?.Name).toBe('orders');
  });
});

describe('An invitation', () => {
  it('is accepted once', async () => {
    await grant();
    const { resourceShareInvitation } = await accept();
    expect(resourceShareInvitation).toMatchObject({
      status: 'ACCEPTED',
      senderAccountId: MESH,
      receiverAccountId: CONSUMER,
    });
    const again = parties.consumer.ram.send(
      new AcceptResourceShareInvitationCommand({
        resourceShareInvitationArn: resourceShareInvitation?.resourceShareInvitationArn,
      }),
    );
    await expect(again).rejects.toMatchObject({ name: 'ResourceShareInvitationAlreadyAcceptedException' });
  });

  it('expires after twelve hours; the next grant sends another', async () => {
    await grant();
    const [first] = await invitations();
    clock.pass(12 * HOUR + 1);
    parties.consumer = await consumerSession(lake);
    parties.producer = await producerInMesh(lake);
    expect((await invitations()).map(({ status }) => status)).toEqual(['EXPIRED']);
    const late = parties.consumer.ram.send(
      new AcceptResourceShareInvitationCommand({ resourceShareInvitationArn: first?.resourceShareInvitationArn }),
    );
    await expect(late).rejects.toMatchObject({ name: 'ResourceShareInvitationExpiredException' });
    await grant();
    expect((await invitations()).map(({ status }) => status)).toEqual(['EXPIRED', 'PENDING']);
  });

  it('that is rejected gives nothing', async () => {
    await grant();
    const [invitation] = await invitations();
    const arn = { resourceShareInvitationArn: invitation?.resourceShareInvitationArn };
    await parties.consumer.ram.send(new RejectResourceShareInvitationCommand(arn));
    await expect(read()).rejects.toMatchObject(denied);
    await expect(parties.consumer.ram.send(new AcceptResourceShareInvitationCommand(arn))).rejects.toMatchObject({
      name: 'ResourceShareInvitationAlreadyRejectedException',
    });
  });

  it('is seen by its receiver only', async () => {
    await grant();
    const [invitation] = await invitations();
    const other = userOf(lake, RETAIL);
    expect(await invitations(other)).toEqual([]);
    const stolen = other.ram.send(
      new AcceptResourceShareInvitationCommand({ resourceShareInvitationArn: invitation?.resourceShareInvitationArn }),
    );
    await expect(stolen).rejects.toMatchObject({ name: 'ResourceShareInvitationArnNotFoundException' });
    const malformed = other.ram.send(new AcceptResourceShareInvitationCommand({ resourceShareInvitationArn: 'arn:x' }));
    await expect(malformed).rejects.toMatchObject({ name: 'MalformedArnException' });
  });

  it('comes in pages', async () => {
    for (let index = 0; index < 3; index += 1) {
      await grant();
      await revoke();
    }
    const first = await parties.consumer.ram.send(new GetResourceShareInvitationsCommand({ maxResults: 2 }));
    expect(first.resourceShareInvitations).toHaveLength(2);
    const { nextToken } = first;
    const second = await parties.consumer.ram.send(
      new GetResourceShareInvitationsCommand({ maxResults: 2, nextToken }),
    );
    expect(second.resourceShareInvitations).toHaveLength(1);
    expect(second.nextToken).toBeUndefined();
    const forged = parties.consumer.ram.send(new GetResourceShareInvitationsCommand({ nextToken: 'x' }));
    await expect(forged).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
  });
});
