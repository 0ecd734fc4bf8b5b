/**
 * @file From how far a drawn person is found, good enough to be enrolled, and let in: by the real kiosk under its usual
 * policy. She is enrolled where people stand of themselves, and then visits the door at each distance.
 */
import { attempts, type Attempt } from '../../scripts/lib/kiosk/attempts.ts';
import { enrolSubject, setUpKiosk, unlockKiosk } from '../../scripts/lib/kiosk/drive-kiosk.ts';
import { DrillKiosk } from '../../scripts/lib/drill/drill-kiosk.ts';
import { responderScripts } from '../../simulator/responder.ts';
import { DRILL_PEOPLE } from '../../simulator/synthetic-face.ts';
import { FRAME_WIDTH, portraitCamera } from '../../simulator/synthetic-face/portrait.ts';
import { noteQuality, notedQuality, type NotedFrame } from './note-quality.ts';

export interface DistanceTrial {
  readonly distanceMm: number;
  /** Before and between the door's prompts. */
  readonly frames: readonly NotedFrame[];
  readonly attempts: readonly Pick<Attempt, 'outcome' | 'reason' | 'fromFirstFaceMs'>[];
}

export interface DistanceBench {
  /** Degrees that the drawn camera sees from left to right. */
  readonly viewDeg: number;
  readonly widthPx: number;
  readonly trials: readonly DistanceTrial[];
}

export const DISTANCES_MM = [400, 500, 600, 700, 800, 1_000, 1_200, 1_500];

const PASSPHRASE = 'a kiosk for one bench only';
const ATTEMPT_TIMEOUT_MS = 45_000;

/** @param count - Visits at each distance. */
export async function benchDistance(
  distancesMm: readonly number[],
  count: number,
  onStep: (step: string) => void,
): Promise<DistanceBench> {
  const scriptsAt = (distanceMm?: number) => ({
    scripts: () => responderScripts({ bearer: DRILL_PEOPLE.owner, distanceMm, stretchTime: true }),
  });
  onStep('starting the kiosk, and enrolling');
  const kiosk = await DrillKiosk.open(undefined, null);
  try {
    const first = await kiosk.visit(scriptsAt());
    try {
      await setUpKiosk(first.page, PASSPHRASE);
      await enrolSubject(first.page, { passphrase: PASSPHRASE, name: 'Drawn person' });
    } finally {
      await first.leave();
    }
    const trials: DistanceTrial[] = [];
    for (const distanceMm of distancesMm) {
      onStep(`${distanceMm} mm`);
      const { page, leave } = await kiosk.visit(scriptsAt(distanceMm));
      try {
        await unlockKiosk(page, PASSPHRASE);
        await noteQuality(page);
        const visits: Attempt[] = [];
        for await (const visit of attempts(page, {
          ...{ count, timeoutMs: ATTEMPT_TIMEOUT_MS, passphrase: PASSPHRASE },
        })) {
          visits.push(visit);
        }
        trials.push({ distanceMm, frames: await notedQuality(page), attempts: visits });
      } finally {
        await leave();
      }
    }
    return { viewDeg: viewDeg(), widthPx: FRAME_WIDTH, trials };
  } finally {
    await kiosk.close();
  }
}

function viewDeg(): number {
  return (2 * Math.atan(FRAME_WIDTH / 2 / portraitCamera(1).focalPx) * 180) / Math.PI;
}
