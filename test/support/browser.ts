import { existsSync, mkdirSync } from 'node:fs';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

/** Debian's Chromium; CHROMIUM names another. */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

/** A page of a real browser, closed with the test. A test without a browser fails: nothing is skipped. */
export async function openPage(url: string): Promise<Page> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `The browser tests need Chromium and there is none at ${CHROMIUM}. Install it (Debian: apt-get install chromium) or name another in CHROMIUM.`,
    );
  }
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1280, height: 960 } });
  await page.goto(url);
  return page;
}

/** A picture of the page as PNG; MESHDESK_SHOTS=docs/images renews the pictures of the documentation, without it none is taken. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.MESHDESK_SHOTS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, animations: 'disabled' });
}

/** The message that bears a request's id at its foot; the newest if there are several. */
export function cardIn(page: Page, id: string): Locator {
  return page.locator('[data-ts]', { hasText: `Request ${id}` }).last();
}

/** Goes on as somebody else, in a channel given by its name. */
export async function goOnAs(page: Page, user: string, channel: string): Promise<void> {
  await modalsClosed(page);
  await page.getByLabel('You are').selectOption(user);
  await page
    .getByRole('navigation', { name: 'Channels' })
    .getByRole('link', { name: `#${channel}` })
    .click();
  await page.getByRole('textbox', { name: `Message #${channel}` }).waitFor();
}

/** Types a command into the channel that is open, and sends it. */
export async function command(page: Page, line: string): Promise<void> {
  await modalsClosed(page);
  await page.getByRole('textbox', { name: /^Message / }).fill(line);
  await page.getByRole('button', { name: 'Send now' }).click();
}

/** Types into a select menu and chooses what has this name; more may stand under the name. The menu is closed again. */
export async function pick(modal: Locator, label: string | RegExp, ...names: string[]): Promise<void> {
  const field = modal.getByRole('combobox', { name: label });
  for (const name of names) {
    await field.fill(name);
    const option = modal.getByRole('listbox').getByRole('option', { name: new RegExp(`^${name}(?!\\w)`) });
    await option.click();
  }
  await field.press('Tab');
}

/** What stands behind a modal takes the focus from nobody: what is typed there before it has closed is lost. */
async function modalsClosed(page: Page): Promise<void> {
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}
