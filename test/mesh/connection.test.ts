import { describe, expect, it } from 'vitest';
import { type ConnectionFields, readConnection } from '../../src/mesh/connection.ts';

const fields = (over: Partial<ConnectionFields> = {}): ConnectionFields => ({
  accountId: '111111111111',
  name: 'Retail',
  producer: true,
  consumer: false,
  channel: 'C0RETAIL',
  approvers: { users: ['U0RITA'], groups: [] },
  members: { users: [], groups: [] },
  selfApproval: false,
  ...over,
});

describe('a connection', () => {
  it('forgives spaces and dashes in the account, and spaces around the name', () => {
    const { account } = readConnection(fields({ accountId: ' 1111-1111 1111 ', name: '  Retail\n and  shops ' }));
    expect(account).toEqual(fields({ name: 'Retail and shops' }));
  });

  it('needs a user group or a person who approves', () => {
    expect(readConnection(fields({ approvers: { users: [], groups: ['S0RETAIL'] } })).problems).toBeUndefined();
    expect(readConnection(fields({ approvers: { users: [], groups: [] } })).problems).toHaveProperty('approvers');
  });

  it('names every field that is wrong at once', () => {
    const wrong = {
      accountId: '１１１１１１１１１１１１',
      name: ' ',
      producer: false,
      channel: '',
      approvers: { users: [], groups: [] },
    };
    const { problems } = readConnection(fields(wrong));
    expect(Object.keys(problems ?? {}).sort()).toEqual(['accountId', 'approvers', 'channel', 'name', 'roles']);
  });

  it.each(['*bold* <!here> 🙂', 'مرحبا بالعالم', 'a'.repeat(80)])('takes the name %s as it is', (name) => {
    expect(readConnection(fields({ name })).account?.name).toBe(name);
  });

  it.each(['U0RITA', 'D0DIRECT', '#C0RETAIL', 'xC0RETAIL', 'C0RETAIL/../x', 'C0RETAIL C0OTHER', 'c0retail'])(
    'posts nothing to %s',
    (channel) => expect(readConnection(fields({ channel })).problems).toHaveProperty('channel'),
  );

  it('takes no name of more than 80 characters', () => {
    expect(readConnection(fields({ name: 'a'.repeat(81) })).problems).toHaveProperty('name');
  });
});
