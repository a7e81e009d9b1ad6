/** The workspace as it stands when it opens: who is there, which channels, which user groups. */
export interface CastMember {
  id: string;
  name: string;
  realName: string;
  title: string;
  /** IANA time zone. */
  tz: string;
  /** Seconds east of UTC, as `users.info` has it (winter time). */
  tzOffset: number;
  email: string;
  admin?: boolean;
  /** A guest: sees only the channels it was invited to. */
  restricted?: boolean;
  bot?: boolean;
}

export interface CastChannel {
  id: string;
  name: string;
  topic: string;
  members: string[];
}

export interface CastGroup {
  id: string;
  handle: string;
  name: string;
  users: string[];
}

export const TEAM = { id: 'T0MESHDESK', name: 'Acme Data', domain: 'acme-data' };
export const APP_ID = 'A0MESHDESK';
export const BOT_ID = 'B0MESHDESK';
export const BOT_USER = 'U0MESHDESK';

const person = (
  id: string,
  realName: string,
  title: string,
  tz: string,
  tzOffset: number,
  more: Partial<CastMember> = {},
): CastMember => {
  const name = realName.toLowerCase().replace(/[^a-z]+/g, '.');
  return { id, name, realName, title, tz, tzOffset, email: `${name}@acme.example`, ...more };
};

export const PEOPLE: readonly CastMember[] = [
  person('U0RITA', 'Rita Alvarez', 'Retail data owner', 'Europe/Madrid', 3600),
  person('U0ROB', 'Rob Chen', 'Retail data engineer, second approver', 'America/New_York', -18000),
  person('U0FINN', 'Finn Okafor', 'Finance data owner', 'Europe/London', 0),
  person('U0MAYA', 'Maya Lindqvist', 'Marketing analyst', 'Europe/Stockholm', 3600),
  person('U0ADA', 'Ada Novak', 'Mesh admin', 'Europe/Prague', 3600, { admin: true }),
  person('U0GUS', 'Gus', 'Guest', 'America/Los_Angeles', -28800, { restricted: true }),
  person(BOT_USER, 'Meshdesk', 'The front desk of the data mesh', 'Etc/UTC', 0, { bot: true, name: 'meshdesk' }),
];

export const CHANNELS: readonly CastChannel[] = [
  {
    id: 'C0RETAIL',
    name: 'retail-data',
    topic: 'Retail data products: questions, requests, changes',
    members: ['U0RITA', 'U0ROB', 'U0ADA', 'U0GUS', BOT_USER],
  },
  {
    id: 'C0FINANCE',
    name: 'finance-data',
    topic: 'Finance data products',
    members: ['U0FINN', 'U0ADA', BOT_USER],
  },
  {
    id: 'C0MARKETING',
    name: 'marketing-analytics',
    topic: 'What marketing measures',
    members: ['U0MAYA', 'U0ADA', BOT_USER],
  },
  { id: 'C0ADMINS', name: 'mesh-admins', topic: 'Running the mesh', members: ['U0ADA', BOT_USER] },
  {
    id: 'C0GENERAL',
    name: 'general',
    topic: 'Company-wide announcements',
    members: ['U0RITA', 'U0ROB', 'U0FINN', 'U0MAYA', 'U0ADA'],
  },
];

export const GROUPS: readonly CastGroup[] = [
  { id: 'S0RETAIL', handle: 'retail-owners', name: 'Retail owners', users: ['U0RITA', 'U0ROB'] },
];
