import type { IncomingMessage, ServerResponse } from 'node:http';
import { ZodError, z } from 'zod';
import { readBody, sendJson } from '../http.ts';
import type { FaultRule } from './faults.ts';
import type { JournalEntry } from './journal.ts';
import type { Snapshot } from './snapshot.ts';

/** What a test or a person can tell the stand-in, in code or over HTTP under `/_control/`. */
export interface LakeControls {
  /** Calls by `service:Operation`, and the last ones in full. */
  calls(): { counts: Record<string, number>; journal: readonly JournalEntry[] };
  clearCalls(): void;
  /** Throws ZodError when the rule is malformed. */
  addFault(rule: FaultRule): void;
  faults(): readonly FaultRule[];
  /** Removes all rules and the latency. */
  clearFaults(): void;
  /** Adds so many ms to every call. */
  setLatency(ms: number): void;
  /** Makes a 12-digit account known, with its DataMesh roles. */
  addAccount(id: string): void;
  /** Switches sharing within the organisation: shares need no invitation then. */
  setOrganization(on: boolean): void;
  /** Whether an account's roles ask the mesh account for the external id, as they do unless told. */
  setExternalIdAsked(account: string, asked: boolean): void;
  /** Lets ListPermissions lag so many ms behind grants and revokes. */
  setListDelay(ms: number): void;
  state(): Snapshot;
  /** Back to the cast with nothing in it; faults and calls are forgotten. */
  reset(): void;
}

const milliseconds = z.strictObject({ ms: z.number().int().nonnegative() });
const accountBody = z.strictObject({ account: z.string().regex(/^\d{12}$/) });
const externalIdBody = accountBody.extend({ asked: z.boolean() });
const organizationBody = z.strictObject({ on: z.boolean() });

/** Body in, answer out; a 200 with `{}` when there is nothing to say. */
type Route = (controls: LakeControls, body: unknown) => object | undefined;

const ROUTES: Readonly<Record<string, Route | undefined>> = {
  'GET calls': (controls) => controls.calls(),
  'DELETE calls': (controls) => void controls.clearCalls(),
  'GET faults': (controls) => controls.faults(),
  'POST faults': (controls, body) => {
    for (const rule of Array.isArray(body) ? body : [body]) controls.addFault(rule as FaultRule);
    return undefined;
  },
  'DELETE faults': (controls) => void controls.clearFaults(),
  'POST latency': (controls, body) => void controls.setLatency(milliseconds.parse(body).ms),
  'POST accounts': (controls, body) => void controls.addAccount(accountBody.parse(body).account),
  'POST organization': (controls, body) => void controls.setOrganization(organizationBody.parse(body).on),
  'POST external-id': (controls, body) => {
    const { account, asked } = externalIdBody.parse(body);
    controls.setExternalIdAsked(account, asked);
    return undefined;
  },
  'POST list-delay': (controls, body) => void controls.setListDelay(milliseconds.parse(body).ms),
  'GET state': (controls) => controls.state(),
  'POST reset': (controls) => void controls.reset(),
};

/** Answers a request to `/_control/<what>`: 400 with the reason for a malformed body, 404 for an unknown route. */
export async function control(controls: LakeControls, request: IncomingMessage, response: ServerResponse, url: URL) {
  const what = url.pathname.replace('/_control/', '');
  const route = ROUTES[`${request.method} ${what}`];
  if (route === undefined) {
    sendJson(response, 404, { error: `There is no ${request.method} ${url.pathname}.`, routes: Object.keys(ROUTES) });
    return;
  }
  try {
    const text = (await readBody(request)).toString('utf8');
    sendJson(response, 200, route(controls, text === '' ? undefined : JSON.parse(text)) ?? {});
  } catch (error) {
    if (!(error instanceof ZodError) && !(error instanceof SyntaxError)) throw error;
    sendJson(response, 400, { error: error instanceof ZodError ? z.prettifyError(error) : error.message });
  }
}
