/**
 * @file One attempt after the other at the real access page, each before a freshly unlocked kiosk.
 *
 * Who was let in and stays in view is on purpose not judged again, and a looped clip never leaves. So before each
 * attempt the kiosk is locked and unlocked through its own screens: that forgets the person, and the failures that
 * lead to a lock-out, and keeps camera and models running.
 */
import { errors, type Page } from '@playwright/test';
import { lockKiosk, lookAtCamera, type SeenVerdict, unlockKiosk } from './drive-kiosk.ts';
import { preflightWords } from './kiosk-facts.ts';

export interface Attempt {
  /** `none`: no verdict within the time limit. */
  readonly outcome: SeenVerdict['outcome'] | 'none';
  /** The verdict's reason code, `doorShut` where nobody is let in by face any more, or `noFaceFound` or `noVerdict`. */
  readonly reason: string;
  /** What was wrong with the answer to a challenge; null where that was not the reason. */
  readonly challengeFailure: string | null;
  /** Null unless granted. */
  readonly subjectName: string | null;
  /**
   * From the first frame with a face until the page announced the verdict, in whole milliseconds; null without a
   * verdict.
   */
  readonly fromFirstFaceMs: number | null;
}

export interface AttemptsOptions {
  readonly count: number;
  /** How long each attempt may take. */
  readonly timeoutMs: number;
  readonly passphrase: string;
  /** No administrator has a look at the camera where the door asks for one; absent: one does, and accepts it. */
  readonly unwatchedCamera?: boolean | undefined;
  /** Called once the door shows, and once the attempt is over: for a recorder. */
  readonly onBegin?: () => Promise<void>;
  readonly onEnd?: () => Promise<void>;
}

interface Watched {
  seenVerdicts: SeenVerdict[];
  faceFound: boolean;
  /** On the page's clock; null while the camera shows a picture in which faces are judged. */
  shutSinceMs: number | null;
}

/**
 * A picture that stands still for a moment shuts the door for faces only so long, and a camera that failed is opened
 * again in less.
 */
const SHUT_FOR_GOOD_MS = 5_000;

/**
 * Needs `watchVerdicts` and an unlocked kiosk. Yields each attempt as it ends.
 * @throws Error when the page shows that it cannot judge anybody.
 */
export async function* attempts(
  page: Page,
  { count, timeoutMs, passphrase, unwatchedCamera = false, onBegin, onEnd }: AttemptsOptions,
): AsyncGenerator<Attempt> {
  for (let done = 0; done < count; done += 1) {
    await lockKiosk(page, passphrase);
    await forgetVerdicts(page);
    await unlockKiosk(page, passphrase);
    if (!unwatchedCamera) await lookAtCamera(page, passphrase);
    await onBegin?.();
    const attempt = await awaitAttempt(page, timeoutMs);
    await onEnd?.();
    yield attempt;
  }
}

async function forgetVerdicts(page: Page): Promise<void> {
  await page.evaluate(() => {
    const watched = globalThis as unknown as Watched;
    watched.seenVerdicts.length = 0;
    watched.faceFound = false;
    watched.shutSinceMs = null;
  });
}

async function awaitAttempt(page: Page, timeoutMs: number): Promise<Attempt> {
  try {
    const handle = await page.waitForFunction(
      (shutForGoodMs) => {
        const watched = globalThis as unknown as Watched;
        const app = document.querySelector('kiosk-app')?.shadowRoot;
        const phase = app?.querySelector<HTMLElement>('kiosk-check-page')?.dataset.phase;
        if (phase === 'positioning' || phase === 'challenging' || phase === 'deciding')
          watched.faceFound = true;
        if (app?.querySelector('kiosk-preflight')) return 'stopped';
        const nowMs = performance.now();
        // A worker that is started anew has no gallery for a moment.
        if (phase === 'faceClosed' || phase === 'noPicture' || phase === 'empty') {
          watched.shutSinceMs ??= nowMs;
          if (nowMs - watched.shutSinceMs > shutForGoodMs) return phase === 'faceClosed' ? 'shut' : phase;
        } else if (phase !== 'preparing') watched.shutSinceMs = null;
        return watched.seenVerdicts.at(0) ?? null;
      },
      SHUT_FOR_GOOD_MS,
      { timeout: timeoutMs, polling: 50 },
    );
    const seen = await handle.jsonValue();
    if (seen === 'shut') return { ...NO_VERDICT, outcome: 'denied', reason: 'doorShut' };
    if (typeof seen === 'string') throw new Error(await whatIsWrong(page, seen));
    if (seen !== null) {
      const { outcome, reason, challengeFailure, subjectName, announcedMs } = seen;
      return { outcome, reason, challengeFailure, subjectName, fromFirstFaceMs: Math.round(announcedMs) };
    }
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
  }
  const faceFound = await page.evaluate(() => (globalThis as unknown as Watched).faceFound);
  return { ...NO_VERDICT, reason: faceFound ? 'noVerdict' : 'noFaceFound' };
}

const NO_VERDICT = {
  outcome: 'none',
  challengeFailure: null,
  subjectName: null,
  fromFirstFaceMs: null,
} as const;

async function whatIsWrong(page: Page, state: 'stopped' | 'noPicture' | 'empty'): Promise<string> {
  if (state === 'empty') {
    return 'Nobody of the gallery can be recognised: its templates come from another model. Enrol them with this one.';
  }
  if (state === 'stopped') return preflightWords(page);
  const words = await page.locator('kiosk-check-page h1').innerText();
  return `The camera shows no picture: ${words}. Try another clip.`;
}
