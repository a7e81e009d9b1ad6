import { useMemo } from 'react';
import { readBlocks } from './blockkit.ts';
import { Blocks } from './blocks/blocks.tsx';
import type { PageView } from './protocol.ts';
import { SurfaceProvider, useNewSurface } from './surface.tsx';

/** The app's Home tab. */
export function Home({ view }: { view: PageView | null }) {
  if (view === null) {
    return (
      <div className="home">
        <p className="home-empty">The app has not published its Home tab yet.</p>
      </div>
    );
  }
  return (
    <div className="home">
      <HomeView key={view.id} view={view} />
    </div>
  );
}

function HomeView({ view }: { view: PageView }) {
  const blocks = useMemo(() => readBlocks(view.blocks), [view.blocks]);
  const surface = useNewSurface({ type: 'view', viewId: view.id }, blocks);
  return (
    <SurfaceProvider value={surface}>
      <Blocks blocks={blocks} />
    </SurfaceProvider>
  );
}
