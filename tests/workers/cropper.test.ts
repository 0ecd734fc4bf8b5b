/** @file The crops of a frame: those for the networks only where they are asked for. */
import { describe, expect, it } from 'vitest';
import { alignTransform } from '../../src/core/align/align.ts';
import { ARCFACE, ARCFACE_112, type Alignment } from '../../src/core/align/template.ts';
import type { EmbedderEntry, FakeDetectorEntry } from '../../src/core/manifest/types.ts';
import type { AlignmentPoints } from '../../src/core/observation.ts';
import { createCropper } from '../../src/workers/cropper.ts';
import { noise } from '../core/align/painted.ts';
import { warpRgba } from '../core/align/reference/sample.ts';
import { toTensor } from '../core/align/reference/to-tensor.ts';

const model = (size: number, alignment: Alignment) =>
  ({
    alignment,
    input: {
      ...{ name: 'image', size, layout: 'NCHW', channels: 'BGR' },
      ...{ mean: [0, 0, 0], std: [1, 1, 1] },
    },
  }) as unknown as EmbedderEntry & FakeDetectorEntry;

const EMBEDDER = model(112, ARCFACE);
const FAKE_DETECTOR = model(96, { template: 'dlib-chip', margin: 0.1 });
const IMAGE = noise(320, 241) as ImageData;
const POINTS = ARCFACE_112.map(({ x, y }) => ({
  x: 30 + 1.8 * x,
  y: 20 + 1.8 * y,
})) as unknown as AlignmentPoints;

const cropper = createCropper({ embedder: EMBEDDER, fakeDetector: FAKE_DETECTOR, attackDetector: null });

/** In grey levels. */
function largestDifference(seen: ArrayLike<number> | null, wanted: ArrayLike<number>): number {
  return Array.from(wanted, (value, at) => Math.abs(value - (seen?.[at] ?? Infinity))).reduce((a, b) =>
    Math.max(a, b),
  );
}

describe('the cropper', () => {
  it('gives each model its own crop, as plain JavaScript cuts it', () => {
    const { forQuality, inputs } = cropper(IMAGE, POINTS, true);
    const plain = ({ input, alignment }: EmbedderEntry) =>
      toTensor(warpRgba(IMAGE, alignTransform(POINTS, input.size, alignment), input.size), input);
    expect(largestDifference(inputs?.embedderInput ?? null, plain(EMBEDDER))).toBeLessThan(1.001);
    expect(largestDifference(inputs?.fakeDetectorInput ?? null, plain(FAKE_DETECTOR))).toBeLessThan(1.001);
    expect(inputs?.attackDetectorInput).toBeNull();
    const quality = warpRgba(IMAGE, alignTransform(POINTS, 112, ARCFACE), 112);
    expect(largestDifference(forQuality, quality)).toBeLessThanOrEqual(1);
  });

  it('cuts only the crop for quality where nothing is recognised', () => {
    const quality = Array.from(cropper(IMAGE, POINTS, true).forQuality);
    const { forQuality, inputs } = cropper(IMAGE, POINTS, false);
    expect(inputs).toBeNull();
    expect(Array.from(forQuality)).toEqual(quality);
  });
});
