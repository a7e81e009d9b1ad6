import { useId } from 'react';
import { Avatar } from './avatar.tsx';
import { useDirectory } from './directory.tsx';
import type { PageState } from './protocol.ts';

/** The bar over everything: through whose eyes the workspace is seen. */
export function TopBar({ state, onSwitch }: { state: PageState; onSwitch: (user: string) => void }) {
  const { me } = useDirectory();
  const id = useId();
  return (
    <header className="top-bar">
      {!state.connected && (
        <span className="disconnected" role="status">
          Meshdesk is not connected. It may be starting; <code>npm start</code> says in its terminal how to start
          another.
        </span>
      )}
      <div className="you-are">
        <label htmlFor={id}>You are</label>
        <Avatar user={me} small={true} />
        <select id={id} value={state.user} onChange={({ target }) => onSwitch(target.value)}>
          {state.users
            .filter((user) => !user.bot)
            .map((user) => (
              <option key={user.id} value={user.id}>
                {user.title === '' ? user.realName : `${user.realName} · ${user.title}`}
              </option>
            ))}
        </select>
      </div>
    </header>
  );
}
