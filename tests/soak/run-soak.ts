/** @file Lets an enrolled person come to the real door again and again, and measures the kiosk after every visit. */
import { attempts } from '../../scripts/lib/check/attempts.ts';
import { enrolSubject, enrolWithoutFace, setUpKiosk, watchVerdicts } from '../../scripts/lib/drive-kiosk.ts';
import { openKioskBrowser } from '../../scripts/lib/kiosk-browser.ts';
import { awaitKiosk, type KioskFacts } from '../../scripts/lib/kiosk-facts.ts';
import { castEmbedder, loopOf } from '../e2e/support/cast.ts';
import { modelFolder } from '../e2e/support/models.ts';
import { unrepeatingClip } from '../fixtures/unrepeating-clip.ts';
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

/** After so long the clip begins anew: the kiosk then remembers none of its pictures. */
const CLIP_S = 240;
const VISIT_TIMEOUT_MS = 30_000;
const PASSPHRASE = 'a kiosk for one soak only';
const VIEWPORT = { width: 1024, height: 768 };

/** @param onSample - Told of each sample as it is taken. */
export async function runSoak(minutes: number, onSample: (sample: Sample) => void): Promise<Soak> {
  const camera = await unrepeatingClip(await loopOf('a'), CLIP_S);
  const models = await modelFolder('soak', await castEmbedder());
  const browser = await openKioskBrowser({ camera, models });
  try {
    const page = await browser.browser.newPage({ viewport: VIEWPORT, serviceWorkers: 'block' });
    await watchVerdicts(page);
    await page.goto(`${browser.url}?tracker=detector`);
    const kiosk = await awaitKiosk(page);
    // Nobody in the clip answers challenges.
    await setUpKiosk(page, PASSPHRASE, { policy: 'convenience' });
    await enrolSubject(page, { passphrase: PASSPHRASE, name: 'Ada' });
    await enrolWithoutFace(page, { passphrase: PASSPHRASE, name: 'Bo', badge: '2048', pin: '602318' });
    const gauge = await openGauge(browser.browser, page);
    const samples: Sample[] = [];
    const notGranted: string[] = [];
    const startMs = performance.now();
    const visits = attempts(page, { count: Infinity, timeoutMs: VISIT_TIMEOUT_MS, passphrase: PASSPHRASE });
    for await (const { outcome, reason, fromFirstFaceMs } of visits) {
      if (outcome !== 'granted') notGranted.push(reason);
      const atS = (performance.now() - startMs) / 1_000;
      const sample = { atS, verdictMs: fromFirstFaceMs, ...(await gauge.read()) };
      samples.push(sample);
      onSample(sample);
      if (atS >= minutes * 60) break;
    }
    return { kiosk, minutes, visits: samples.length, notGranted, samples };
  } finally {
    await browser.close();
  }
}
