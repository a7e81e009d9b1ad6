import { GetTableCommand } from '@aws-sdk/client-glue';
import { AcceptResourceShareInvitationCommand, GetResourceShareInvitationsCommand } from '@aws-sdk/client-ram';
import { beforeEach } from 'vitest';
import {
  type Change,
  type Clients,
  CONSUMER,
  consumerSession,
  grantBy,
  type lakeForTests,
  MESH,
  makeShop,
  revokeBy,
} from './support.ts';

type Some = Partial<Change> & { readonly name?: string; readonly by?: Clients };

/** A producer with a shop in the mesh and a consumer, both anew for each test, and what they do with each other. */
export function sharing(lake: Awaited<ReturnType<typeof lakeForTests>>) {
  const parties = {} as { producer: Clients; consumer: Clients };
  beforeEach(async () => {
    parties.producer = await makeShop(lake);
    parties.consumer = await consumerSession(lake);
  });
  /** SELECT on the table `orders` for the consumer's account, unless it says otherwise. */
  const whole = ({ by: _, name = 'orders', ...given }: Some): Change => ({
    resource: { Table: { CatalogId: MESH, DatabaseName: 'shop', Name: name } },
    permissions: ['SELECT'],
    principal: CONSUMER,
    ...given,
  });
  const invitations = async (by = parties.consumer) =>
    (await by.ram.send(new GetResourceShareInvitationsCommand({}))).resourceShareInvitations ?? [];
  return {
    parties,
    invitations,
    grant: (given: Some = {}) => grantBy(given.by ?? parties.producer, whole(given)),
    revoke: (given: Some = {}) => revokeBy(given.by ?? parties.producer, whole(given)),
    read: (Name = 'orders', by = parties.consumer) =>
      by.glue.send(new GetTableCommand({ CatalogId: MESH, DatabaseName: 'shop', Name })),
    accept: async () => {
      const [invitation] = (await invitations()).filter(({ status }) => status === 'PENDING');
      return parties.consumer.ram.send(
        new AcceptResourceShareInvitationCommand({
          resourceShareInvitationArn: invitation?.resourceShareInvitationArn,
        }),
      );
    },
  };
}
