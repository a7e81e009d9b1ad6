import type { PageUser } from './protocol.ts';

const COLOURS = ['#2d7d9a', '#b5541c', '#4b7f3a', '#8a4fa3', '#b0305c', '#39609b', '#7a6a1f', '#1f7a6d'];

/** A person's initials on a colour of their own. */
export function Avatar({ user, small = false }: { user: PageUser; small?: boolean }) {
  const background = user.bot ? undefined : COLOURS[hash(user.id) % COLOURS.length];
  return (
    <span
      className={`avatar ${small ? 'small' : ''} ${user.bot ? 'bot' : ''}`}
      style={{ background }}
      aria-hidden="true"
    >
      {initials(user.realName)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => word?.charAt(0).toUpperCase() ?? '').join('');
}

function hash(text: string): number {
  return [...text].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0, 7);
}
