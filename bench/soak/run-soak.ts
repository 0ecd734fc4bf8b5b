/** @file Lets an enrolled person come to the real door again and again, and measures the kiosk after every visit. */
import type { Page } from '@playwright/test';
import { enrolSubject, enrolWithoutFace, setUpKiosk } from '../../scripts/lib/kiosk/drive-kiosk.ts';
import { openKioskBrowser } from '../../scripts/lib/kiosk/kiosk-browser.ts';
import { awaitKiosk, type KioskFacts } from '../../scripts/lib/kiosk/kiosk-facts.ts';
import { testPeopleEmbedder, loopOf } from '../../simulator/test-people.ts';
import type { Verdict } from '../../src/core/decision/types.ts';
import type { KioskSession } from '../../src/kiosk/session.ts';
import { modelFolder } from '../../simulator/model-folder.ts';
import { unrepeatingClip } from '../../simulator/unrepeating-clip.ts';
import type { Sample } from './judge.ts';
import { openGauge } from './measure.ts';

export interface Soak {
  readonly kiosk: KioskFacts;
  readonly minutes: number;
  readonly visits: number;
  /** Of visits that ended otherwise than with a grant. */
  readonly notGranted: readonly string[];
  readonly samples: readonly Sample[];
}

/** Chromium plays the clip in a loop, which the kiosk rightly takes for injected video. */
const CLIP_S = 100;
/** The plug is pulled so often: a camera that is started anew plays the clip from its beginning. */
const REPLUG_S = 80;
const VISIT_TIMEOUT_MS = 30_000;
/** A slow machine soaks for longer: fewer visits than this show no slope, once the warm-up is left out. */
const FEWEST_VISITS = 20;
/** Without a frame that is judged for so long, the door takes whoever stood there for gone. */
const AWAY_MS = 5_500;
const PASSPHRASE = 'a kiosk for one soak only';
const VIEWPORT = { width: 1024, height: 768 };

/**
 * @param minutes - For how long at least.
 * @param onSample - Told of each sample as it is taken.
 */
export async function runSoak(minutes: number, onSample: (sample: Sample) => void): Promise<Soak> {
  const camera = await unrepeatingClip(await loopOf('a'), CLIP_S);
  const models = await modelFolder('soak', await testPeopleEmbedder());
  const browser = await openKioskBrowser({ camera, models });
  try {
    const page = await browser.browser.newPage({ viewport: VIEWPORT, serviceWorkers: 'block' });
    await page.goto(browser.url);
    const kiosk = await awaitKiosk(page);
    // Nobody in the clip answers challenges.
    await setUpKiosk(page, PASSPHRASE, { policy: 'convenience' });
    await enrolSubject(page, { passphrase: PASSPHRASE, name: 'Ada' });
    await enrolWithoutFace(page, { passphrase: PASSPHRASE, name: 'Bo', badge: '2048', pin: '602318' });
    const gauge = await openGauge(browser.browser, page);
    const samples: Sample[] = [];
    const notGranted: string[] = [];
    const startMs = performance.now();
    let replugAtS = REPLUG_S;
    for (let atS = 0; atS < minutes * 60 || samples.length < FEWEST_VISITS;) {
      if (atS >= replugAtS) {
        await replug(page);
        replugAtS = atS + REPLUG_S;
      }
      const visit = await comeAgain(page);
      if (visit?.outcome !== 'granted') notGranted.push(visit?.reason ?? 'noVerdict');
      atS = (performance.now() - startMs) / 1_000;
      const sample = { atS, verdictMs: visit?.fromFirstFaceMs ?? null, ...(await gauge.read()) };
      samples.push(sample);
      onSample(sample);
    }
    return {
      kiosk,
      minutes: Math.round((samples.at(-1)?.atS ?? 0) / 60),
      visits: samples.length,
      notGranted,
      samples,
    };
  } finally {
    await browser.close();
  }
}

interface App extends Element {
  readonly session: Pick<KioskSession, 'camera'>;
}

/** Pulls the camera's plug and puts it back; ends when there is a picture again. */
function replug(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const { camera } = (document.querySelector('kiosk-app') as unknown as App).session;
    for (const track of (camera.video.srcObject as MediaStream).getTracks()) {
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    while (camera.state.kind !== 'live') await new Promise((resolve) => setTimeout(resolve, 50));
  });
}

interface Visit extends Pick<Verdict, 'outcome' | 'reason'> {
  readonly fromFirstFaceMs: number;
}

/**
 * The person leaves and comes back. The camera's picture is dark meanwhile, which the door takes for a fault of its
 * camera. Everything happens in the page: elements that Playwright looks up are kept in memory, and would count as the
 * kiosk's.
 * @returns Null without a verdict.
 */
function comeAgain(page: Page): Promise<Visit | null> {
  return page.evaluate(
    async ({ timeoutMs, awayMs }) => {
      const door = document
        .querySelector('kiosk-app')
        ?.shadowRoot?.querySelector<HTMLElement>('kiosk-check-page');
      const video = door?.shadowRoot?.querySelector('kiosk-camera-view')?.shadowRoot?.querySelector('video');
      const [track] = (video?.srcObject as MediaStream).getVideoTracks();
      const over = AbortSignal.timeout(timeoutMs);
      track.enabled = false;
      await new Promise((resolve) => setTimeout(resolve, awayMs));
      while (door?.dataset.phase !== 'faceClosed' && !over.aborted) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      if (over.aborted) return null;
      const verdict = new Promise<Verdict | null>((resolve) => {
        document.addEventListener(
          'kiosk-verdict',
          (event) => resolve((event as CustomEvent<Verdict>).detail),
          {
            once: true,
            signal: over,
          },
        );
        over.addEventListener('abort', () => resolve(null));
      });
      track.enabled = true;
      const seen = await verdict;
      if (seen === null) return null;
      const { outcome, reason, atMs, elapsedMs } = seen;
      return { outcome, reason, fromFirstFaceMs: performance.now() - (atMs - elapsedMs) };
    },
    { timeoutMs: VISIT_TIMEOUT_MS, awayMs: AWAY_MS },
  );
}
