/** @file The drawn people of the end-to-end tests, and the toy embedder set to tell them apart. */
import type { Galleries } from '../src/core/manifest/types.ts';
import { renderSyntheticClip, SYNTHETIC_PEOPLE } from './synthetic-face.ts';
import { unrepeatingClip } from './unrepeating-clip.ts';
import { type ToyEmbedder, toyEmbedder } from './toy-embedder.ts';

/**
 * These people were chosen to be unlike each other: different people stay below 0.36, the same one turned away stays
 * above
 * 0.44 (tests/simulator/toy-embedder.test.ts). The toy's own threshold holds for people at large, who look more alike,
 * and would refuse a turned head.
 */
const TEST_PEOPLE_THRESHOLD = 0.42;

/** Seconds of a loop: frontal, left, right, up, down. */
const LOOP_S = 4;

/** @returns A clip of LOOP_S, whose end leads to its beginning. */
export function loopOf(
  person: keyof typeof SYNTHETIC_PEOPLE,
  motion: 'turns' | 'calm' = 'turns',
): Promise<string> {
  return renderSyntheticClip({ person: SYNTHETIC_PEOPLE[person], seconds: LOOP_S, motion });
}

/** @returns The same for the fake camera: no frame comes twice for longer than a test. */
export async function clipOf(...clip: Parameters<typeof loopOf>): Promise<string> {
  return unrepeatingClip(await loopOf(...clip));
}

export async function testPeopleEmbedder(): Promise<ToyEmbedder> {
  const { model, entry } = await toyEmbedder();
  const operatingPoints = entry.operatingPoints.map((point) => ({
    ...point,
    threshold: TEST_PEOPLE_THRESHOLD,
  }));
  return { model, entry: { ...entry, operatingPoints, galleries: TEST_GALLERIES } };
}

/** As if measured with a thousand people: whom the tests enrol, the door knows by face alone. */
const TEST_GALLERIES: Galleries = {
  points: [1, 1_000].flatMap((people) =>
    [1e-2, 1e-3, 1e-4].map((fpir) => ({
      ...{ people, fpir, threshold: TEST_PEOPLE_THRESHOLD, fnir: 0 },
      thresholdInterval: [TEST_PEOPLE_THRESHOLD, TEST_PEOPLE_THRESHOLD] as const,
      ...{ fpirInterval: [0, 1] as const, fnirInterval: [0, 1] as const },
    })),
  ),
  evidence: { probes: 1, templates: 1, enrolledProbes: 1 },
  lookAlikeMargin: 0,
};
