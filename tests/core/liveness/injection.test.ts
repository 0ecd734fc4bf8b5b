import { describe, expect, it } from 'vitest';
import {
  type CameraFacts,
  injectionFlags,
  type InjectionWatch,
  startInjectionWatch,
  watchInjection,
} from '../../../src/core/liveness/injection.ts';
import { createRng } from '../../../src/core/rng/rng.ts';

const WEBCAM: CameraFacts = { label: 'HD Webcam', capabilities: null, settings: {}, unresponsive: null };
const VGA = { widthPx: 640, heightPx: 480 };

/** Frames with these fingerprints, about 33 ms apart as a page sees them. */
function watch(
  hashes: readonly (string | null)[],
  { from = startInjectionWatch(WEBCAM), startMs = 0, jitterMs = 3, intervalMs = 33.3 } = {},
): InjectionWatch {
  const rng = createRng(hashes.length);
  return hashes.reduce(
    (before, frameHash, at) =>
      watchInjection(before, {
        atMs: startMs + at * intervalMs + jitterMs * rng(),
        frameHash,
        frame: VGA,
      }),
    from,
  );
}

const fresh = (count: number, from = 0): string[] => Array.from({ length: count }, (_, at) => `${from + at}`);

describe('injectionFlags', () => {
  it('has nothing against a camera whose frames are all new', () => {
    expect(injectionFlags(watch(fresh(300)))).toEqual([]);
  });

  it('tells what the camera says of itself, before the first frame', () => {
    const watched = startInjectionWatch({
      label: 'OBS Virtual Camera',
      capabilities: { frameRate: { max: 1_000 } },
      settings: {},
      unresponsive: true,
    });
    expect(injectionFlags(watched)).toEqual([
      'virtualCamera',
      'impossibleCapabilities',
      'unresponsiveControls',
    ]);
    expect(injectionFlags(startInjectionWatch({ ...WEBCAM, unresponsive: false }))).toEqual([]);
  });

  it('notices a loop, also one of nearly a minute, and keeps the flag', () => {
    const loop = fresh(60);
    const looped = watch([...loop, ...loop.slice(0, 3)]);
    expect(injectionFlags(looped)).toEqual(['repeatedFrames']);
    expect(injectionFlags(watch(fresh(30, 500), { from: looped, startMs: 9_000 }))).toEqual([
      'repeatedFrames',
    ]);
    const long = fresh(1_700);
    expect(injectionFlags(watch([...long, ...long.slice(0, 3)]))).toEqual(['repeatedFrames']);
  });

  it('does not count two stray repeats, nor a camera that is slower than the screen', () => {
    expect(injectionFlags(watch([...fresh(60), '3', '70', '4', ...fresh(60, 100)]))).toEqual([]);
    expect(injectionFlags(watch(fresh(60).flatMap((hash) => [hash, hash, hash])))).toEqual([]);
  });

  it('does not count a frame that comes again within half a second', () => {
    expect(injectionFlags(watch(fresh(40).flatMap((hash, at) => [hash, `${at - 5}`])))).toEqual([]);
  });

  it('leaves a picture that stands still alone: that is a fault, not an attack', () => {
    expect(injectionFlags(watch(Array.from({ length: 200 }, () => 'same')))).toEqual([]);
  });

  it('tells a grabber by its name', () => {
    const grabber = startInjectionWatch({ ...WEBCAM, label: 'Cam Link 4K (0fd9:0066)' });
    expect(injectionFlags(grabber)).toEqual(['relayedPicture']);
  });

  it('does not count frames that cannot be told apart, as those of a covered lens', () => {
    expect(injectionFlags(watch(Array.from({ length: 200 }, () => null)))).toEqual([]);
    expect(injectionFlags(watch(fresh(50).flatMap((hash) => [hash, null])))).toEqual([]);
  });

  it('notices another size of the picture, but not a tablet that is turned', () => {
    const before = watch(fresh(5));
    const frame = { atMs: 200, frameHash: 'x' };
    const bigger = watchInjection(before, { ...frame, frame: { widthPx: 1280, heightPx: 720 } });
    const turned = watchInjection(before, { ...frame, frame: { widthPx: 480, heightPx: 640 } });
    expect(injectionFlags(bigger)).toEqual(['resolutionChanged']);
    expect(injectionFlags(turned)).toEqual([]);
  });

  it('notices frames that come by a made clock, also when some are passed over', () => {
    expect(injectionFlags(watch(fresh(200), { jitterMs: 0 }))).toEqual(['regularTiming']);
    let skipping = startInjectionWatch(WEBCAM);
    for (let at = 0; at < 300; at += at % 7 === 0 ? 2 : 1) {
      skipping = watchInjection(skipping, { atMs: at * 40, frameHash: `${at}`, frame: VGA });
    }
    expect(injectionFlags(skipping)).toEqual(['regularTiming']);
  });

  it('leaves the best timing that a page sees alone: a display’s clock, with tenths of a millisecond', () => {
    expect(injectionFlags(watch(fresh(600), { jitterMs: 0.6 }))).toEqual([]);
    expect(injectionFlags(watch(fresh(100), { jitterMs: 0 }))).toEqual([]);
  });

  it('stays small, however long a camera runs', () => {
    const watched = watch(fresh(4_000));
    expect(watched.gone).toHaveLength(1_800);
    expect(watched.intervalsMs).toHaveLength(150);
  });
});
