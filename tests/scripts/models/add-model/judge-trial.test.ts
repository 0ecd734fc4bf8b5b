/** @file What is refused of answers to made images: answers made by hand, each with one fault. */
import { describe, expect, it } from 'vitest';
import { judgeTrial } from '../../../../scripts/lib/models/add-model/judge-trial.ts';
import type { Answer, Answered, Trial } from '../../../../scripts/lib/models/add-model/trial.ts';
import type { ChangedImage, TrialImage } from '../../../../scripts/lib/models/add-model/trial-images.ts';
import { unitVector } from '../../../../simulator/builders.ts';

const DIMENSION = 32;
const EMBEDDER = { role: 'embedder', output: 'y' } as const;
const DETECTOR = { role: 'attack-detector', output: 'y' } as const;

const answer = (values: Float32Array, dims: readonly number[] = [1, values.length]): Answer => ({
  ...{ dims, values, tookMs: 1 },
});
const answered = (seed: number, values = unitVector(DIMENSION, seed)): Answered => ({
  image: { what: `pattern ${seed}`, tensor: new Float32Array() } satisfies TrialImage,
  answer: answer(values),
});
const changed = (seed: number): Answered<ChangedImage> => ({
  image: { what: `pattern ${seed}`, changed: 'a part', tensor: new Float32Array() },
  answer: answer(unitVector(DIMENSION, seed)),
});
const nudged = ({ image, answer: { values } }: Answered, by: number): Answered => ({
  image,
  answer: answer(values.map((value, index) => (index === 0 ? value + by : value))),
});

const PLAIN = [1, 2, 3].map((seed) => answered(seed));

const trialOf = (change: Partial<Trial> = {}): Trial => ({
  plain: PLAIN,
  changed: [changed(4)],
  circumstances: [
    { when: 'the second time', sameSums: true, answers: PLAIN },
    { when: 'on 2 threads', sameSums: false, answers: PLAIN },
  ],
  together: null,
  webgpu: null,
  imageMs: 1,
  ...change,
});

const together = (first: Float32Array): Answer =>
  answer(Float32Array.of(...first, ...PLAIN[1].answer.values), [2, DIMENSION]);

describe('judgeTrial', () => {
  it('takes a steady embedder, however it rounds', () => {
    const rounded = PLAIN.map((one) => nudged(one, 5e-4));
    const trial = trialOf({
      circumstances: [
        { when: 'the second time', sameSums: true, answers: PLAIN },
        { when: 'on 2 threads', sameSums: false, answers: rounded },
      ],
      together: together(nudged(PLAIN[0], 0.02).answer.values),
      webgpu: rounded,
    });
    expect(judgeTrial(EMBEDDER, trial)).toBe(DIMENSION);
  });

  it.each<[string, Partial<Trial>, RegExp]>([
    [
      'answers that change',
      {
        circumstances: [
          { when: 'the second time', sameSums: true, answers: [PLAIN[0], nudged(PLAIN[1], 1e-4)] },
        ],
      },
      /another answer the second time: for pattern 2.*without chance and without a memory/s,
    ],
    [
      'answers that break',
      { circumstances: [{ when: 'again', sameSums: false, answers: [nudged(PLAIN[0], NaN)] }] },
      /another answer again: for pattern 1 by Infinity/,
    ],
    [
      'answers that depend on the threads',
      { circumstances: [{ when: 'on 2 threads', sameSums: false, answers: [nudged(PLAIN[0], 0.01)] }] },
      /another answer on 2 threads/,
    ],
    [
      'answers that depend on other images',
      { together: together(unitVector(DIMENSION, 9)) },
      /other images are judged at the same/,
    ],
    [
      'a WebGPU that the self-test would not catch',
      { webgpu: [PLAIN[0], PLAIN[1], nudged(PLAIN[2], 0.1)] },
      /WebGPU and WASM give different answers for pattern 3/,
    ],
    [
      'another number of values',
      { plain: [PLAIN[0], answered(2, unitVector(16, 1))] },
      /16 numbers for pattern 2, and 32/,
    ],
    [
      'a part that is ignored',
      { changed: [{ ...changed(4), answer: PLAIN[0].answer }] },
      /no notice of a part/,
    ],
    [
      'one vector up to its length',
      {
        plain: PLAIN.map(({ image }, index) => ({
          image,
          answer: answer(PLAIN[0].answer.values.map((v) => v * (index + 1))),
        })),
        circumstances: [],
      },
      /the same vector whatever the image shows/,
    ],
  ])('refuses %s', (_, change, message) => {
    expect(() => judgeTrial(EMBEDDER, trialOf(change))).toThrow(message);
  });

  it('leaves a WebGPU to the self-test that the self-test refuses', () => {
    expect(judgeTrial(EMBEDDER, trialOf({ webgpu: PLAIN.map((one) => nudged(one, 0.5)) }))).toBe(DIMENSION);
  });

  const detector = (...values: number[]): Partial<Trial> => {
    const plain = values.map((value, seed) => answered(seed, Float32Array.of(value)));
    return { plain, changed: [], circumstances: [] };
  };
  it('takes a detector, and refuses one that says the same of every image', () => {
    expect(judgeTrial(DETECTOR, trialOf(detector(0.2, 0.2, 0.3)))).toBe(1);
    expect(() => judgeTrial(DETECTOR, trialOf(detector(0.2, 0.2, 0.2)))).toThrow('the same answer whatever');
    expect(() => judgeTrial(DETECTOR, trialOf())).toThrow(
      /32 numbers, and a detector gives.*Is it an embedder \(--role\)/s,
    );
  });
});
