/**
 * @file A drawn person who does what the door asks, in place of the camera of a real browser: the genuine responder of
 * tests and drills. Also attackers who read the prompts and answer with what they have.
 */
import type { Page } from '@playwright/test';
import type { PageScripts } from '../scripts/lib/kiosk/engines/page-scripts.ts';
import { bundledScript } from './bundled-script.ts';
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
  /** How far from the camera the bearer stands, in millimetres; where people stand of themselves when absent. */
  readonly distanceMm?: number;
  /** How the camera calls itself; a webcam when absent. */
  readonly camera?: CameraName;
  /** Somebody who comes and stands beside the bearer when `mishap` says so. */
  readonly companion?: SyntheticPerson;
  /**
   * Have the page's clock wait for frames on a slow machine: for tests of what is decided, not of how long it takes.
   */
  readonly stretchTime?: boolean;
}

const WORKER_PATH = '/responder-worker.js';

/** What the pages ask of their camera then comes from the responder. */
export async function responderScripts({
  bearer,
  challenger,
  change,
  companion,
  trick,
  distanceMm,
  camera,
  stretchTime = false,
}: ResponderOptions): Promise<PageScripts> {
  const cast: Cast = {
    bearer,
    ...{ challenger: challenger ?? null, companion: companion ?? null, change: change ?? 'cut' },
    ...{ trick: trick ?? null, distanceMm: distanceMm ?? null, camera: camera ?? null },
  };
  return {
    scripts: [
      `globalThis.responderCast = ${JSON.stringify(cast)};`,
      ...(stretchTime ? [await bundledScript('stretch-time.ts')] : []),
      await bundledScript('page.ts'),
    ],
    files: { [WORKER_PATH]: { body: await bundledScript('worker.ts'), type: 'text/javascript' } },
  };
}

/** From now on it goes wrong so, or, with null, well again. */
export async function setMishap(page: Page, mishap: Mishap | null): Promise<void> {
  await page.evaluate((value) => {
    (globalThis as { responderMishap?: string | null }).responderMishap = value;
  }, mishap);
}
