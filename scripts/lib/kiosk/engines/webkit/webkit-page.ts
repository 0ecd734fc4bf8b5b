/**
 * @file As much of Playwright's `Page` over WebDriver as the kiosk's drivers and walks use, so that the same ones run
 * in WebKitGTK. What is not here does not exist there either: it fails with its name.
 */
import { readFile, writeFile, mkdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errors, type Page } from '@playwright/test';
import { PAGE_TOOLS, type Step, type Words } from './in-page.ts';
import type { WebDriver } from './webdriver.ts';

const ACTION_TIMEOUT_MS = 120_000;
const POLL_MS = 100;
/** As WebDriver codes them (§17.4.2). */
const KEYS: Readonly<Record<string, string>> = { Escape: '\uE00C', Enter: '\uE007', Tab: '\uE004' };

interface Waiting {
  readonly timeout?: number;
}
interface Naming {
  readonly name?: string | RegExp;
  readonly exact?: boolean;
}
type Located = WebKitLocator | { readonly steps: readonly Step[] };

/** What both a page and a locator can look for. */
abstract class Finder {
  abstract readonly driver: WebDriver;
  abstract readonly steps: readonly Step[];

  locator(css: string): WebKitLocator {
    return this.narrowed({ css });
  }
  getByRole(role: string, { name, exact = false }: Naming = {}): WebKitLocator {
    return this.narrowed({ role, name: name === undefined ? null : wordsOf(name, exact) });
  }
  getByLabel(label: string | RegExp, { exact = false }: Pick<Naming, 'exact'> = {}): WebKitLocator {
    return this.narrowed({ label: wordsOf(label, exact) });
  }
  getByText(text: string | RegExp, { exact = false }: Pick<Naming, 'exact'> = {}): WebKitLocator {
    return this.narrowed({ words: wordsOf(text, exact) });
  }

  protected narrowed(step: Step): WebKitLocator {
    return new WebKitLocator(this.driver, [...this.steps, step]);
  }
}

class WebKitLocator extends Finder {
  constructor(
    readonly driver: WebDriver,
    readonly steps: readonly Step[],
  ) {
    super();
  }

  first(): WebKitLocator {
    return this.nth(0);
  }
  last(): WebKitLocator {
    return this.nth(-1);
  }
  nth(nth: number): WebKitLocator {
    return this.narrowed({ nth });
  }
  filter({ hasText }: { readonly hasText: string | RegExp }): WebKitLocator {
    return this.narrowed({ hasText: wordsOf(hasText, false) });
  }
  or({ steps }: Located): WebKitLocator {
    return this.narrowed({ either: steps });
  }

  async click({ timeout }: Waiting = {}): Promise<void> {
    await this._until(timeout, async () => {
      const point = (await this._run('return await clickPoint(args[0]);')) as
        string | { x: number; y: number };
      if (typeof point === 'string') return point;
      await this.driver.clickAt(point.x, point.y);
      // Undefined where the click has led to another page.
      const missed = await this.driver.run('return globalThis.lastClickMissed;');
      return missed === true ? 'the click went elsewhere' : null;
    });
  }
  async fill(value: string, { timeout }: Waiting = {}): Promise<void> {
    await this._until(timeout, async () =>
      (await this._run('return fillField(args[0], args[1]);', value)) === true ? null : 'it takes no text',
    );
  }
  async setChecked(wanted: boolean): Promise<void> {
    if ((await this._isChecked()) === wanted) return;
    await this.click();
    await this._until(undefined, async () =>
      (await this._isChecked()) === wanted ? null : 'it does not change',
    );
  }
  check(): Promise<void> {
    return this.setChecked(true);
  }
  async setInputFiles(path: string): Promise<void> {
    const bytes = (await readFile(path)).toString('base64');
    await this._until(undefined, async () =>
      (await this._run('return giveFile(args[0], args[1], args[2]);', basename(path), bytes)) === true
        ? null
        : 'it is not there',
    );
  }
  async waitFor({
    state = 'visible',
    timeout,
  }: Waiting & { readonly state?: 'visible' | 'hidden' } = {}): Promise<void> {
    await this._until(timeout, async () =>
      (await this.isVisible()) === (state === 'visible') ? null : `it does not become ${state}`,
    );
  }
  async isVisible(): Promise<boolean> {
    return (await this._run('return findShown(args[0]) !== null;')) as boolean;
  }
  async innerText(): Promise<string> {
    await this.waitFor();
    return (await this._run('return findShown(args[0])?.innerText ?? "";')) as string;
  }
  async allInnerTexts(): Promise<string[]> {
    return (await this._run('return findAll(args[0]).map((one) => one.innerText);')) as string[];
  }
  async count(): Promise<number> {
    return (await this._run('return findAll(args[0]).length;')) as number;
  }

  private async _isChecked(): Promise<boolean> {
    await this.waitFor();
    return (await this._run('return findShown(args[0])?.checked === true;')) as boolean;
  }
  private _run(body: string, ...more: readonly unknown[]): Promise<unknown> {
    return this.driver.run(`${PAGE_TOOLS}\n${body}`, this.steps, ...more);
  }
  /** @param act - Says why it did not work yet; null once it did. */
  private async _until(timeout: number | undefined, act: () => Promise<string | null>): Promise<void> {
    const endMs = Date.now() + (timeout ?? ACTION_TIMEOUT_MS);
    for (;;) {
      const why = await act();
      if (why === null) return;
      if (Date.now() > endMs) throw new errors.TimeoutError(`${JSON.stringify(this.steps)}: ${why}.`);
      await sleep(POLL_MS);
    }
  }
}

export class WebKitPage extends Finder {
  readonly steps: readonly Step[] = [];
  /** Run in each page that loads from now on, after the visit's own. */
  readonly scripts: string[] = [];
  readonly keyboard = {
    press: (key: string): Promise<void> => this.driver.pressKey(KEYS[key] ?? key),
  };

  constructor(readonly driver: WebDriver) {
    super();
  }

  /** For drivers and walks, which are written for Playwright's. */
  asPage(): Page {
    return this as unknown as Page;
  }

  addInitScript(
    script: ((arg: unknown) => unknown) | { readonly content: string },
    arg?: unknown,
  ): Promise<void> {
    this.scripts.push(typeof script === 'function' ? calling(script, arg) : script.content);
    return Promise.resolve();
  }
  async goto(url: string): Promise<void> {
    await this.driver.goTo(url);
  }
  async reload(): Promise<void> {
    await this.driver.reload();
  }
  evaluate(script: (arg: unknown) => unknown, arg?: unknown): Promise<unknown> {
    return this.driver.run(`return await ${calling(script, arg)};`);
  }
  async waitForFunction(
    script: (arg: unknown) => unknown,
    arg?: unknown,
    { timeout = ACTION_TIMEOUT_MS }: Waiting = {},
  ): Promise<{ jsonValue(): Promise<unknown> }> {
    const endMs = Date.now() + timeout;
    for (;;) {
      const value = await this.evaluate(script, arg);
      if (value) return { jsonValue: () => Promise.resolve(value) };
      await sleep(POLL_MS);
      if (Date.now() > endMs)
        throw new errors.TimeoutError(`Not true within ${timeout} ms: ${String(script)}`);
    }
  }
  async waitForTimeout(ms: number): Promise<void> {
    await sleep(ms);
  }
  /** Of the view; the window has a frame around it. */
  async setViewportSize({
    width,
    height,
  }: {
    readonly width: number;
    readonly height: number;
  }): Promise<void> {
    const missing = async (): Promise<[number, number]> => {
      const [inner, outer] = (await this.driver.run('return [innerWidth, innerHeight];')) as [number, number];
      return [width - inner, height - outer];
    };
    let [windowWidth, windowHeight] = [width, height];
    for (let turn = 0; turn < 5; turn += 1) {
      await this.driver.setWindow(windowWidth, windowHeight);
      await sleep(POLL_MS);
      const [more, taller] = await missing();
      if (more === 0 && taller === 0) return;
      windowWidth += more;
      windowHeight += taller;
    }
    throw new Error(`The window does not become ${width} × ${height}.`);
  }
  async screenshot({ path }: { readonly path: string }): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await this.driver.screenshot());
  }
}

function wordsOf(words: string | RegExp, exact: boolean): Words {
  return typeof words === 'string' ? { text: words, exact } : { source: words.source, flags: words.flags };
}

/** A script that calls `script` with `arg`. `tsx` writes calls of `__name` into functions with names. */
function calling(script: (arg: unknown) => unknown, arg: unknown): string {
  const value = arg === undefined ? 'undefined' : JSON.stringify(arg);
  return `((__name) => (${String(script)})(${value}))((named) => named)`;
}
