import type { App, BlockAction, ButtonAction, GlobalShortcut } from '@slack/bolt';
import { ACTIONS, COMMAND, SHORTCUTS, VIEWS } from '../blocks/ids.ts';
import { approve } from './actions/approve.ts';
import { checkAgain } from './actions/check-again.ts';
import { choose } from './actions/choose.ts';
import { chooseProduct } from './actions/choose-product.ts';
import { chooseSource } from './actions/choose-source.ts';
import { deny } from './actions/deny.ts';
import { details } from './actions/details.ts';
import { disconnect } from './actions/disconnect.ts';
import { importGranted } from './actions/import.ts';
import { list, turnPage } from './actions/list.ts';
import { createProducts, requestAccess } from './actions/open.ts';
import { openDecision } from './actions/open-decision.ts';
import { retry } from './actions/retry.ts';
import { mesh } from './commands/mesh.ts';
import { appHomeOpened } from './events/app-home-opened.ts';
import type { FrontDesk } from './front-desk.ts';
import { columns, tables } from './options/decision.ts';
import { products, productTables } from './options/product.ts';
import { sourceDatabases, sourceTables } from './options/source.ts';
import { create as createByShortcut } from './shortcuts/create.ts';
import { request as requestByShortcut } from './shortcuts/request.ts';
import { decide } from './views/decide.ts';
import { deny as denySubmitted } from './views/deny.ts';
import { request as requestSubmitted } from './views/request.ts';

/** A listener that is loaded when it is first called: what is done now and then holds up nobody who waits for a function to start. */
const later =
  <A>(load: () => Promise<(args: A) => Promise<void>>) =>
  async (args: A): Promise<void> =>
    (await load())(args);

/** Binds every id to its listener; what people wait for goes before what goes on by itself. */
export function bind(app: App, desk: FrontDesk): void {
  app.use(({ next }) => desk.foreground.during(next));

  app.action<BlockAction<ButtonAction>>(ACTIONS.approve, approve(desk));
  app.action<BlockAction<ButtonAction>>(ACTIONS.approveWithChanges, openDecision(desk, 'approve'));
  app.action<BlockAction<ButtonAction>>(ACTIONS.approveAnyway, openDecision(desk, 'approve'));
  app.action<BlockAction<ButtonAction>>(ACTIONS.change, openDecision(desk, 'change'));
  app.action<BlockAction<ButtonAction>>(ACTIONS.revoke, openDecision(desk, 'revoke'));
  app.action<BlockAction<ButtonAction>>(ACTIONS.deny, deny(desk));
  app.action<BlockAction<ButtonAction>>(ACTIONS.retry, retry(desk));
  app.action<BlockAction<ButtonAction>>(ACTIONS.details, details(desk));
  app.action<BlockAction<ButtonAction>>(ACTIONS.checkAgain, checkAgain(desk));
  app.action<BlockAction<ButtonAction>>(ACTIONS.listRequests, list(desk));
  app.action<BlockAction<ButtonAction>>(ACTIONS.listSubscriptions, list(desk));
  app.action<BlockAction<ButtonAction>>(ACTIONS.listAccounts, list(desk));
  app.action<BlockAction<ButtonAction>>(ACTIONS.listAudit, list(desk));
  app.action<BlockAction<ButtonAction>>(ACTIONS.listProducts, list(desk));
  app.action<BlockAction<ButtonAction>>(ACTIONS.openCreate, createProducts(desk));
  app.action<BlockAction<ButtonAction>>(ACTIONS.openRequest, requestAccess(desk));
  app.action<BlockAction<ButtonAction>>(ACTIONS.previousPage, turnPage(desk));
  app.action<BlockAction<ButtonAction>>(ACTIONS.nextPage, turnPage(desk));
  app.action<BlockAction<ButtonAction>>(
    ACTIONS.connect,
    later(async () => (await import('./actions/connect.ts')).connect(desk)),
  );
  app.action<BlockAction<ButtonAction>>(ACTIONS.disconnect, disconnect(desk));
  app.action<BlockAction<ButtonAction>>(
    ACTIONS.checkAccount,
    later(async () => (await import('./actions/check-account.ts')).recheckAccount(desk)),
  );

  app.action<BlockAction>({ type: 'block_actions', callback_id: VIEWS.decision }, choose(desk));
  app.options(ACTIONS.someTables, tables(desk));
  app.options(ACTIONS.someColumns, columns(desk));

  const userGroups = later(async () => (await import('./options/user-groups.ts')).userGroups(desk));
  app.options(ACTIONS.approverGroups, userGroups);
  app.options(ACTIONS.memberGroups, userGroups);

  app.view(VIEWS.deny, denySubmitted(desk));
  app.view(
    VIEWS.connect,
    later(async () => (await import('./views/connect.ts')).connect(desk)),
  );
  app.view(VIEWS.decision, decide(desk));

  app.action<BlockAction<ButtonAction>>(ACTIONS.import, importGranted(desk));
  app.action<BlockAction<ButtonAction>>(
    ACTIONS.retryProducts,
    later(async () => (await import('./actions/retry-products.ts')).retryProducts(desk)),
  );

  app.shortcut<GlobalShortcut>(SHORTCUTS.create, createByShortcut(desk));
  app.action<BlockAction>({ type: 'block_actions', callback_id: VIEWS.create }, chooseSource(desk));
  app.options(ACTIONS.sourceDatabase, sourceDatabases(desk));
  app.options(ACTIONS.sourceTables, sourceTables(desk));
  app.view(
    VIEWS.create,
    later(async () => (await import('./views/create.ts')).create(desk)),
  );

  app.shortcut<GlobalShortcut>(SHORTCUTS.request, requestByShortcut(desk));
  app.action<BlockAction>({ type: 'block_actions', callback_id: VIEWS.request }, chooseProduct(desk));
  app.options(ACTIONS.product, products(desk));
  app.options(ACTIONS.productTables, productTables(desk));
  app.view(VIEWS.request, requestSubmitted(desk));

  app.command(COMMAND, mesh(desk));

  app.event('app_home_opened', appHomeOpened(desk));
}
