import { useCallback, useEffect, useState } from 'react';
import { getState } from './api.ts';
import { useLive } from './live.ts';
import { type Place, readPlace, writePlace } from './location.ts';
import { Notices, useNotices } from './notices.tsx';
import { Workspace } from './workspace.tsx';

/** How often the page looks whether the app has connected meanwhile. */
const WAIT_FOR_APP_MS = 3000;

/** The whole page: who looks at what is kept in its address. */
export function App() {
  const [place, go] = usePlace();
  const notices = useNotices();
  const onError = useCallback(
    (error: unknown) => notices.add(error instanceof Error ? error.message : String(error)),
    [notices.add],
  );
  const { data: state, refresh } = useLive(place.user, getState, onError);

  const connected = state?.connected ?? true;
  useEffect(() => {
    if (connected) return;
    const timer = setInterval(refresh, WAIT_FOR_APP_MS);
    return () => clearInterval(timer);
  }, [connected, refresh]);

  if (state === null) {
    return (
      <>
        <p className="loading">Loading…</p>
        <Notices list={notices.list} onDismiss={notices.dismiss} />
      </>
    );
  }
  return (
    <Workspace
      key={state.user}
      state={state}
      refreshState={refresh}
      shown={place.shown}
      onGo={(next) => go({ ...place, ...next })}
      notices={notices}
      onError={onError}
    />
  );
}

function usePlace(): [Place, (place: Place) => void] {
  const [place, setPlace] = useState(() => readPlace(window.location));
  useEffect(() => {
    const onBack = () => setPlace(readPlace(window.location));
    window.addEventListener('popstate', onBack);
    return () => window.removeEventListener('popstate', onBack);
  }, []);
  const go = (next: Place) => {
    window.history.pushState(null, '', writePlace(next));
    setPlace(next);
  };
  return [place, go];
}
