import { type Listening, listen } from '../http.ts';
import { control, type LakeControls } from './control.ts';
import { type Backend, dispatch } from './dispatch.ts';
import { Faults } from './faults.ts';
import type { Sessions } from './identity.ts';
import { Journal } from './journal.ts';
import { seedCast } from './seed.ts';
import { servicesOver } from './services.ts';
import { snapshot } from './snapshot.ts';
import { addAccount, CAST, newWorld } from './state/world.ts';

export interface LakeOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** The clock that sessions, invitations and timestamps go by. */
  readonly now?: () => Date;
  /** What the mesh account's principals must say to assume a role in another account. */
  readonly externalId?: string;
  readonly region?: string;
  /** Whether to fill it with the cast's tables, as `seedCast` does. */
  readonly seed?: boolean;
}

/** A running stand-in for STS, Glue, Lake Formation, RAM and S3, and what it can be told. */
export interface Lake extends LakeControls {
  /** Where every service answers: the AWS SDK's endpoint. */
  readonly url: string;
  readonly port: number;
  readonly region: string;
  readonly externalId: string;
  close(): Promise<void>;
}

/** The external id unless another is given. */
export const DEFAULT_EXTERNAL_ID = 'meshdesk-local';

/** Starts the lake stand-in on 127.0.0.1 with the cast of accounts in it. */
export async function startLake(options: LakeOptions = {}): Promise<Lake> {
  const region = options.region ?? 'us-east-1';
  const externalId = options.externalId ?? DEFAULT_EXTERNAL_ID;
  const now = options.now ?? (() => new Date());
  const fresh = () => newWorld({ region, meshAccount: CAST.mesh, externalId, now });
  const sessions: Sessions = new Map();
  const backend: { -readonly [K in keyof Backend]: Backend[K] } = {
    world: fresh(),
    sessions,
    services: servicesOver(sessions),
    faults: new Faults(),
    journal: new Journal(),
  };
  const controls = controlsOver(backend, fresh);
  const listening: Listening = await listen(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://lake');
    if (url.pathname.startsWith('/_control/')) await control(controls, request, response, url);
    else await dispatch(backend, request, response, url);
  }, options.port);
  if (options.seed) {
    await seedCast({ endpoint: listening.url, region });
    backend.journal.clear();
  }
  return { ...controls, url: listening.url, port: listening.port, region, externalId, close: listening.close };
}

function controlsOver(
  backend: { -readonly [K in keyof Backend]: Backend[K] },
  fresh: () => Backend['world'],
): LakeControls {
  const { faults, journal } = backend;
  return {
    calls: () => ({ counts: journal.counts, journal: journal.entries }),
    clearCalls: () => journal.clear(),
    addFault: (rule) => faults.add(rule),
    faults: () => faults.rules,
    clearFaults: () => faults.clear(),
    setLatency: (ms) => {
      faults.latencyMs = ms;
    },
    addAccount: (id) => void addAccount(backend.world, id),
    setOrganization: (on) => {
      backend.world.organization = on;
    },
    setExternalIdAsked: (account, asked) => {
      if (asked) backend.world.unguarded.delete(account);
      else backend.world.unguarded.add(account);
    },
    setListDelay: (ms) => {
      backend.world.listDelayMs = ms;
    },
    state: () => snapshot(backend.world),
    reset: () => {
      backend.world = fresh();
      backend.sessions.clear();
      faults.clear();
      journal.clear();
    },
  };
}
