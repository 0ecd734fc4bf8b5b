/**
 * @file Calls what `src/headless.ts` exports, inside a page of the kiosk or a worker of it. Typed arrays cross to the
 * page and back as they are; an error keeps its plain message.
 */
import type { JSHandle, Page, Worker } from '@playwright/test';

/** Where a build puts `src/headless.ts`. */
const HEADLESS_URL = '/headless.js';

/** A page or a worker. */
type Realm = Pick<Page, 'evaluate' | 'evaluateHandle'>;

/** A worker of the page that can be called like it, for what the kiosk too does off the main thread. */
export async function startHeadlessWorker(page: Page): Promise<Worker> {
  const [worker] = await Promise.all([
    page.waitForEvent('worker', (started) => new URL(started.url()).pathname === HEADLESS_URL),
    page.evaluate(async (url) => {
      // Without its Trusted Types policy the page may start no worker.
      await import(url);
      new Worker(url, { type: 'module' });
    }, HEADLESS_URL),
  ]);
  return worker;
}

/** @returns What the exported function `name` resolves to; it must be plain data. */
export async function callHeadless<Result>(realm: Realm, name: string, ...args: unknown[]): Promise<Result> {
  return (await plainErrors(realm.evaluate(callExport, { url: HEADLESS_URL, name, args }))) as Result;
}

/** As {@link callHeadless}, for a result that stays in the page. */
export async function callHeadlessForHandle(
  realm: Realm,
  name: string,
  ...args: unknown[]
): Promise<JSHandle> {
  return plainErrors(realm.evaluateHandle(callExport, { url: HEADLESS_URL, name, args }));
}

/** Calls the method `name` of an object in the page. */
export async function callMethod<Result>(
  handle: JSHandle,
  name: string,
  ...args: unknown[]
): Promise<Result> {
  return (await plainErrors(
    handle.evaluate(
      (object: Record<string, (...args: unknown[]) => unknown>, call) => object[call.name](...call.args),
      { name, args },
    ),
  )) as Result;
}

/** Runs in the page or worker, so it must be whole in itself. */
async function callExport(call: { url: string; name: string; args: unknown[] }): Promise<unknown> {
  const module = (await import(call.url)) as Record<string, (...args: unknown[]) => unknown>;
  return module[call.name](...call.args);
}

/** Playwright wraps a page's error as `page.evaluate: ErrorName: message`, followed by the page's stack. */
async function plainErrors<Result>(call: Promise<Result>): Promise<Result> {
  try {
    return await call;
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    const message = text
      .replace(/^\w+\.evaluate\w*: /, '')
      .replace(/^\w*Error: /, '')
      .replace(/\n +at [^]*$/, '');
    throw new Error(message, { cause });
  }
}
