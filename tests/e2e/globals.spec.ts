/**
 * @file The build that people get: nothing leads from the page's globals to the session, its keys or a template.
 * The build for tools, which has such a way, shows that the search would find it.
 */
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CDPSession, expect, type Page, test } from '@playwright/test';
import { enrolWithoutFace, setUpKiosk } from '../../scripts/lib/kiosk/drive-kiosk.ts';
import { TOOLS_DIST_FOLDER } from '../../scripts/lib/paths.ts';
import { buildIfStale } from '../../scripts/lib/site/build.ts';
import { modelFolder } from '../../simulator/model-folder.ts';
import { PASSPHRASE, TestKiosk } from '../../simulator/test-kiosk.ts';
import { testPeopleEmbedder } from '../../simulator/test-people.ts';

/** What only the build for tools says. */
const HOOK = 'kiosk-verdict';

test('the build for people has no hook, nothing leads to its session, and it can be used', async () => {
  const production = await buildIfStale();
  expect(await scriptsWith(TOOLS_DIST_FOLDER, HOOK)).not.toEqual([]);
  expect(await scriptsWith(production, HOOK)).toEqual([]);

  const dist = await mkdtemp(join(tmpdir(), 'facegate-dist-'));
  await cp(TOOLS_DIST_FOLDER, dist, { recursive: true });
  const kiosk = await TestKiosk.open(await modelFolder('globals', await testPeopleEmbedder()), dist);
  try {
    const tools = await kiosk.visit();
    await setUpKiosk(tools.page, PASSPHRASE);
    await enrolWithoutFace(tools.page, {
      passphrase: PASSPHRASE,
      name: 'Person A',
      badge: '1024',
      pin: '582914',
    });
    const reached = (await secretsReached(tools.page)).map((way) => way.split(':')[0]);
    expect(reached).toEqual(expect.arrayContaining(['database', 'session', 'store']));
    // Vectors are in the workers alone.
    expect(reached).not.toContain('vectors');
    await tools.leave();

    // The same address and profile, so the same store: the kiosk as people run it.
    await rm(dist, { recursive: true });
    await cp(production, dist, { recursive: true });
    const { page, errors, leave } = await kiosk.visit();
    const unseen = await UnseenPage.of(page);
    await unseen.unlock();
    expect(await page.locator('kiosk-app').count()).toBe(0);
    expect(await secretsReached(page)).toEqual([]);
    // Where nothing is seen from the document, a list of choices must stay open until one is chosen.
    await unseen.openRecords();
    expect(await unseen.chooseThird()).not.toBe('');
    expect(errors).toEqual([]);
    await leave();
  } finally {
    await kiosk.close();
    await rm(dist, { recursive: true, force: true });
  }
});

async function scriptsWith(dist: string, text: string): Promise<readonly string[]> {
  const names = (await readdir(dist, { recursive: true })).filter((name) => name.endsWith('.js'));
  const found = await Promise.all(
    names.map(async (name) => ((await readFile(join(dist, name), 'utf8')).includes(text) ? [name] : [])),
  );
  return found.flat();
}

/** Playwright cannot see into the page, but Chromium's own tools can. Keys and pointer are a person's. */
class UnseenPage {
  private constructor(
    private readonly _page: Page,
    private readonly _tools: CDPSession,
  ) {}

  static async of(page: Page): Promise<UnseenPage> {
    return new UnseenPage(page, await page.context().newCDPSession(page));
  }

  async unlock(): Promise<void> {
    await this._rectOf('kiosk-passphrase-form');
    await this._page.waitForFunction(() => document.activeElement !== document.body);
    await this._typePassphrase();
    await this._rectOf('kiosk-check-page');
  }

  async openRecords(): Promise<void> {
    await this._press('kiosk-check-page', 'button:has(kiosk-icon[name=key-round])');
    await this._rectOf('kiosk-operator-menu', 'kiosk-passphrase-form');
    // The dialog opens with a movement, and takes the keys after it.
    await this._press('kiosk-operator-menu', 'kiosk-passphrase-form', 'wa-input');
    await this._typePassphrase();
    await this._press('kiosk-operator-menu', 'button:has(kiosk-icon[name=list])');
  }

  /** Opens the first list of choices and presses its third. @returns Its value then. */
  async chooseThird(): Promise<string> {
    await this._press('kiosk-records-filters', 'wa-select', '[part~=combobox]');
    await this._press('kiosk-records-filters', 'wa-select[open] wa-option:nth-of-type(3)');
    await expect.poll(() => this._ask('value', 'kiosk-records-filters', 'wa-select')).not.toBe('any');
    return String(await this._ask('value', 'kiosk-records-filters', 'wa-select'));
  }

  private async _typePassphrase(): Promise<void> {
    await this._page.keyboard.type(PASSPHRASE);
    await this._page.keyboard.press('Enter');
  }

  private async _press(...path: string[]): Promise<void> {
    // What still moves is not where it was.
    let before = '';
    await expect
      .poll(async () => {
        const [last, now] = [before, JSON.stringify(await this._rectOf(...path))];
        before = now;
        return last === now;
      })
      .toBe(true);
    const { x, y } = await this._rectOf(...path);
    await this._page.mouse.click(x, y);
  }

  /** The middle of an element, once it is there. @param path - Each in the shadow trees below the one before. */
  private async _rectOf(...path: string[]): Promise<{ readonly x: number; readonly y: number }> {
    await expect.poll(() => this._ask('middle', ...path), { timeout: 120_000 }).not.toBeNull();
    return (await this._ask('middle', ...path)) as { readonly x: number; readonly y: number };
  }

  private async _ask(what: 'middle' | 'value', ...path: string[]): Promise<unknown> {
    const { root } = await this._tools.send('DOM.getDocument', { depth: -1, pierce: true });
    const app = appIn(root);
    if (app === null) return null;
    const { object } = await this._tools.send('DOM.resolveNode', { backendNodeId: app });
    const { result } = await this._tools.send('Runtime.callFunctionOn', {
      objectId: object.objectId,
      functionDeclaration: askInside.toString(),
      arguments: [{ value: what }, { value: path }],
      returnByValue: true,
    });
    return result.value as unknown;
  }
}

interface DomNode {
  readonly localName: string;
  readonly backendNodeId: number;
  readonly children?: readonly DomNode[];
  readonly shadowRoots?: readonly DomNode[];
}

function appIn(node: DomNode): number | null {
  if (node.localName === 'kiosk-app') return node.backendNodeId;
  for (const child of [...(node.children ?? []), ...(node.shadowRoots ?? [])]) {
    const found = appIn(child);
    if (found !== null) return found;
  }
  return null;
}

/** Runs in the page, with the application as `this`, so it must be whole in itself. */
function askInside(this: Element, what: 'middle' | 'value', path: readonly string[]): unknown {
  const inside = (root: ParentNode, selector: string): Element | null => {
    const own = root.querySelector(selector);
    if (own) return own;
    for (const element of root.querySelectorAll('*')) {
      const found = element.shadowRoot && inside(element.shadowRoot, selector);
      if (found) return found;
    }
    return null;
  };
  const at = path.reduce<Element | null>(
    (from, selector) => from && (inside(from.shadowRoot ?? from, selector) ?? inside(from, selector)),
    this,
  );
  if (at === null) return null;
  if (what === 'value') return (at as HTMLInputElement).value;
  at.scrollIntoView({ block: 'center' });
  const { x, y, width, height } = at.getBoundingClientRect();
  return width === 0 ? null : { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
}

/**
 * Walks from the page's globals, its document and its modules over everything that an object has of its own and that
 * its classes compute, through open shadow roots too.
 * @returns For each secret that is reached what it is, and by which way.
 */
async function secretsReached(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const scripts = performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((name) => /\/assets\/[^/]+\.js$/u.test(name) && !name.includes('worker'));
    const roots: [string, unknown][] = [
      ['window', window],
      ['document', document],
    ];
    for (const script of new Set(scripts)) roots.push([script, await import(script)]);

    const isNative = (prototype: object): boolean =>
      typeof prototype.constructor === 'function' &&
      Function.prototype.toString.call(prototype.constructor).includes('[native code]');
    const secretIn = (value: object): string | null => {
      if (value instanceof CryptoKey) return 'key';
      if (value instanceof IDBDatabase) return 'database';
      if (value instanceof Float32Array && value.length >= 64) return 'vectors';
      // The classes' names are gone in a build, but what they are called by stays.
      if ('pipeline' in value && 'people' in value && 'access' in value) return 'session';
      if ('exportBackup' in value && 'saveSubject' in value) return 'store';
      return null;
    };
    const waysFrom = (value: object): [string, unknown][] => {
      const ways: [string, unknown][] = [];
      const read = (name: string, get: () => unknown): void => {
        try {
          const next = get();
          // Computed on a class itself, some answers are promises that fail.
          if (next instanceof Promise) next.catch(() => undefined);
          ways.push([name, next]);
        } catch {
          // It may not be read from here.
        }
      };
      const owners: object[] = [value];
      for (;;) {
        const owner = Object.getPrototypeOf(owners[owners.length - 1]) as object | null;
        if (owner === null || isNative(owner)) break;
        owners.push(owner);
      }
      for (const key of owners.flatMap(Reflect.ownKeys)) {
        read(String(key), (): unknown => Reflect.get(value, key));
      }
      if (value instanceof Node) read('childNodes', () => [...value.childNodes]);
      if (value instanceof Element) read('shadowRoot', () => value.shadowRoot);
      if (value instanceof Map || value instanceof Set) read('entries', (): unknown => [...value.entries()]);
      return ways;
    };

    const seen = new Set<unknown>();
    const found = new Map<string, string>();
    const queue = [...roots];
    for (let at = 0; at < queue.length && at < 1_000_000; at += 1) {
      const [way, value] = queue[at];
      if (typeof value !== 'object' && typeof value !== 'function') continue;
      if (value === null || seen.has(value)) continue;
      seen.add(value);
      const secret = secretIn(value);
      if (secret !== null && !found.has(secret)) found.set(secret, way);
      for (const [name, next] of waysFrom(value)) queue.push([`${way}.${name}`, next]);
    }
    return [...found].map(([secret, way]) => `${secret}: ${way}`);
  });
}
