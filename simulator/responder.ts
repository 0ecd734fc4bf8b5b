/**
 * @file A drawn person who does what the door asks, in place of the camera of a real browser: the genuine responder of
 * tests and drills. Also attackers who read the prompts and answer with what they have.
 */
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { build } from 'vite';
import { headersFor } from '../src/core/site/headers.ts';
import { ROOT } from '../scripts/lib/paths.ts';
import type { CameraName, Cast, FaceChange, Mishap, Trick } from './responder/messages.ts';
import type { SyntheticPerson } from './synthetic-face/person.ts';

export interface ResponderOptions {
  /** Whom the camera sees. */
  readonly bearer: SyntheticPerson;
  /** Another one, who takes the bearer's place while a challenge runs: a face change. */
  readonly challenger?: SyntheticPerson;
  /** How they change places; `cut` when absent. */
  readonly change?: FaceChange;
  /** What an attacker shows in the bearer's place; absent: the bearer is there. */
  readonly trick?: Trick;
  /** How the camera calls itself; a webcam when absent. */
  readonly camera?: CameraName;
  /** Somebody who comes and stands beside the bearer when `mishap` says so. */
  readonly companion?: SyntheticPerson;
  /**
   * Have the page's clock wait for frames on a slow machine: for tests of what is decided, not of how long it takes.
   */
  readonly stretchTime?: boolean;
}

const SCRIPTS_FOLDER = join(ROOT, 'simulator/responder');
const WORKER_PATH = '/responder-worker.js';

const bundles = new Map<string, Promise<string>>();

/** Call it before the context's pages load; what they ask of their camera then comes from the responder. */
export async function useResponder(
  context: BrowserContext,
  { bearer, challenger, change, companion, trick, camera, stretchTime = false }: ResponderOptions,
): Promise<void> {
  const cast: Cast = {
    bearer,
    ...{ challenger: challenger ?? null, companion: companion ?? null, change: change ?? 'cut' },
    ...{ trick: trick ?? null, camera: camera ?? null },
  };
  const worker = await bundled('worker.ts');
  await context.exposeFunction('responderCast', () => cast);
  await context.route(`**${WORKER_PATH}`, (route) =>
    route.fulfill({ body: worker, contentType: 'text/javascript', headers: headersFor() }),
  );
  if (stretchTime) await context.addInitScript({ content: await bundled('stretch-time.ts') });
  await context.addInitScript({ content: await bundled('page.ts') });
}

/** From now on it goes wrong so, or, with null, well again. */
export async function setMishap(page: Page, mishap: Mishap | null): Promise<void> {
  await page.evaluate((value) => {
    (globalThis as { responderMishap?: string | null }).responderMishap = value;
  }, mishap);
}

function bundled(entry: string): Promise<string> {
  let script = bundles.get(entry);
  if (script === undefined) bundles.set(entry, (script = bundle(join(SCRIPTS_FOLDER, entry))));
  return script;
}

/** One script without types and modules: nothing that a page could run comes out of Node's own loader. */
async function bundle(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      lib: { entry, name: 'responder', formats: ['iife'] },
    },
  });
  const script = [result].flat().flatMap((part) => ('output' in part ? part.output : []))[0];
  if (script.type !== 'chunk') throw new Error(`${entry} did not become one script.`);
  return script.code;
}
