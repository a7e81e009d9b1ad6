import type { Logger } from '@aws-lambda-powertools/logger';
import type { WebClient } from '@slack/web-api';
import type { DecisionDesk } from '../mesh/decision.ts';
import type { MeshDesk } from '../mesh/desk.ts';
import type { MeshCatalog } from '../mesh/search/mesh-catalog.ts';
import type { SourceCatalog } from '../mesh/search/source-catalog.ts';
import type { Arrears } from '../mesh/stores/arrears.ts';
import type { Askers } from '../mesh/stores/askers.ts';
import type { CardLists } from '../mesh/stores/card-lists.ts';
import type { Directory } from '../mesh/stores/directory.ts';
import type { HomeStore } from '../mesh/stores/homes.ts';
import type { MessageStore } from '../mesh/stores/messages.ts';
import type { CreationStore, ImportStore } from '../mesh/stores/operations.ts';
import type { PassStore } from '../mesh/stores/passes.ts';
import type { WatchStore } from '../mesh/stores/watches.ts';
import type { ChannelTurns } from './channel-turns.ts';
import type { Foreground } from './foreground.ts';
import type { GivenUp } from './given-up.ts';
import type { Offers } from './offers.ts';
import type { People } from './people.ts';
import type { Redraw } from './redraw.ts';
import type { Refresher } from './refresher.ts';

/** Everything that a listener, a card or a worker needs; made once by whoever starts the process. */
export interface FrontDesk extends DecisionDesk {
  mesh: MeshDesk;
  directory: Directory;
  /** Who asked through Meshdesk. */
  askers(): Promise<Askers>;
  imports: ImportStore;
  creations: CreationStore;
  /** Cards and notices, by subscription. */
  messages: MessageStore;
  /** The cards among them that the sweep comes by; such as these are loaded when they are first asked for. */
  cardLists(): Promise<CardLists>;
  /** The messages of creations of data products. */
  productMessages: MessageStore;
  /** Messages that are behind what is stored. */
  arrears: Arrears;
  /** For answers within Slack's three seconds: short timeout, no retries. */
  slack: WebClient;
  /** For posting: what it sends is never sent again by itself. */
  postingSlack: WebClient;
  /** For what may take its time and can be repeated: waits out rate limits. */
  patientSlack: WebClient;
  /** By the patient one. */
  givenUp: GivenUp;
  people: People;
  /** Slack user ids of the mesh admins. */
  admins: readonly string[];
  adminChannel: string;
  logger: Logger;
  /** Clicks and commands under way. */
  foreground: Foreground;
  /** Who posts next in channels that Slack has closed for a while. */
  turns: ChannelTurns;
  /** Of cards, by subscription. */
  refresher: Refresher;
  /** Of the messages of creations of data products. */
  productCards: Refresher;
  /** Who looks at what in their Home tab. */
  viewers: HomeStore;
  /** How far the sweep has come. */
  passes(): Promise<PassStore>;
  /** What is known of accounts from looking at them now and then. */
  watches(): Promise<WatchStore>;
  /** Of Home tabs, by Slack user. */
  homes: Refresher;
  /** What can be chosen in the modals of decisions that are open. */
  offers(): Promise<Offers>;
  /** What producers have in their own catalogs. */
  source: SourceCatalog;
  /** What the mesh offers. */
  catalog: MeshCatalog;
  /** Of open modals. */
  redraw: Redraw;
}
