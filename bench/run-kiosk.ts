/**
 * @file Runs the real access page on a clip and measures it from within. Enrols the clip's own person first, through
 * the enrolment page.
 */
import { attempts } from '../scripts/lib/kiosk/attempts.ts';
import { enrolSubject, setUpKiosk, watchVerdicts } from '../scripts/lib/kiosk/drive-kiosk.ts';
import { openKioskBrowser } from '../scripts/lib/kiosk/kiosk-browser.ts';
import { awaitKiosk, type KioskFacts } from '../scripts/lib/kiosk/kiosk-facts.ts';
import type { StageTimings } from '../src/core/observation.ts';
import { benchHalfCore, type HalfCoreBench } from './half-core.bench.ts';
import { noteFrames } from './note-frames.ts';
import { perSecond, type Quantiles, quantiles } from './statistics.ts';
import { unrepeatingClip } from '../simulator/unrepeating-clip.ts';

export interface KioskBench {
  readonly kiosk: KioskFacts;
  readonly seconds: number;
  readonly observations: number;
  readonly trackedFps: number | null;
  readonly embeddingsPerSecond: number | null;
  /** Milliseconds of each stage, over the frames in which it ran. */
  readonly stages: readonly { readonly stage: keyof StageTimings; readonly ms: Quantiles | null }[];
  /** Milliseconds between the page's animation frames. */
  readonly frameIntervals: Quantiles | null;
  /** Milliseconds from the first frame with a face until the page announces the verdict. */
  readonly verdicts: Quantiles | null;
  /** Visits whose verdict was not a grant, by reason: they count among the verdicts too. */
  readonly notGranted: readonly string[];
  readonly halfCore: HalfCoreBench;
}

export interface KioskBenchOptions {
  readonly clip: string;
  readonly models: string | undefined;
  readonly seconds: number;
  readonly onStep: (step: string) => void;
}

/** No bench stands before the camera for longer. */
const LONGEST_S = 240;
const PASSPHRASE = 'a kiosk for one bench only';
const VIEWPORT = { width: 1024, height: 768 };
/** An odd number has a middle one. */
const VISITS = 7;
const VISIT_TIMEOUT_MS = 30_000;
const STAGES = [
  ...(['waitMs', 'grabMs', 'readMs', 'trackMs', 'alignMs', 'qualityMs'] as const),
  ...(['embedMs', 'fakeMs', 'matchMs', 'totalMs'] as const),
] satisfies readonly (keyof StageTimings)[];

export async function benchKiosk(options: KioskBenchOptions): Promise<KioskBench> {
  const { clip, models, seconds, onStep } = options;
  // Chromium plays a file in a loop, and the kiosk asks for a challenge when frames repeat to the last bit.
  const camera = clip.endsWith('.mjpeg') ? await unrepeatingClip(clip, LONGEST_S) : clip;
  const browser = await openKioskBrowser({ camera, models });
  try {
    const page = await browser.browser.newPage({ viewport: VIEWPORT, serviceWorkers: 'block' });
    await watchVerdicts(page);
    onStep('starting the kiosk');
    await page.goto(browser.url);
    const kiosk = await awaitKiosk(page);
    // Nobody in the clip answers challenges: what is timed is recognition.
    await setUpKiosk(page, PASSPHRASE, { policy: 'convenience' });
    onStep('enrolling the person of the clip');
    await enrolSubject(page, { passphrase: PASSPHRASE, name: 'Ada' });
    const elapsed: number[] = [];
    const notGranted: string[] = [];
    onStep(`${VISITS} visits`);
    const visits = attempts(page, { count: VISITS, timeoutMs: VISIT_TIMEOUT_MS, passphrase: PASSPHRASE });
    for await (const { outcome, reason, fromFirstFaceMs } of visits) {
      if (fromFirstFaceMs !== null) elapsed.push(fromFirstFaceMs);
      if (outcome !== 'granted') notGranted.push(reason);
    }
    onStep(`measuring for ${seconds} s`);
    const { frames, intervals } = await noteFrames(page, seconds);
    onStep('tracking at half a core');
    const halfCore = await benchHalfCore(browser.browser, page, seconds);
    const embedded = frames.filter(({ timings }) => timings.embedMs !== null);
    return {
      kiosk,
      seconds,
      observations: frames.length,
      trackedFps: perSecond(frames.map(({ timestampMs }) => timestampMs)),
      embeddingsPerSecond: perSecond(embedded.map(({ timestampMs }) => timestampMs)),
      stages: STAGES.map((stage) => ({
        stage,
        ms: quantiles(frames.map(({ timings }) => timings[stage]).filter((ms) => ms !== null)),
      })),
      frameIntervals: quantiles(intervals),
      verdicts: quantiles(elapsed),
      notGranted,
      halfCore,
    };
  } finally {
    await browser.close();
  }
}
