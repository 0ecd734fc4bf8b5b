/** @file Which steps a detector's answers need, and the file with those steps, computed by onnxruntime. */
import { describe, expect, it } from 'vitest';
import { decideEnding, withEnding, type Ending } from '../../../../scripts/lib/models/add-model/ending.ts';
import { createSession } from '../../../../training/engine/devices.ts';
import { Tensor } from '../../../../training/engine/onnxruntime.ts';
import { bytesOf, noise, SIDE, value } from './brought-models.ts';

const values = (...answers: number[][]): Float32Array[] => answers.map((answer) => Float32Array.from(answer));

describe('decideEnding', () => {
  it.each([
    ['a probability', values([0.1], [0.9]), {}, { activation: 'none', live: null }],
    ['a logit', values([0.1], [-3]), {}, { activation: 'sigmoid', live: null }],
    ['a probability of a live face', values([0.1], [0.9]), { live: 0 }, { activation: 'none', live: 0 }],
    [
      'what only looks like a probability',
      values([0.4]),
      { activation: 'sigmoid' },
      { activation: 'sigmoid', live: null },
    ],
    ['two logits', values([3, -2], [0.2, 0.1]), { live: 1 }, { activation: 'softmax', live: 1 }],
    ['three logits', values([3, -2, 1], [0.2, 0.1, 0]), { live: 1 }, { activation: 'softmax', live: 1 }],
    [
      'three probabilities',
      values([0.5, 0.25, 0.25], [1, 0, 0]),
      { live: 0 },
      { activation: 'none', live: 0 },
    ],
    [
      'independent probabilities',
      values([0.5, 0.9], [1, 0.3]),
      { live: 0, activation: 'none' },
      { activation: 'none', live: 0 },
    ],
  ] as const)('finds for %s what it needs', (_, answers, wanted, ending) => {
    expect(decideEnding(answers, wanted)).toEqual(ending);
  });

  it.each([
    ['several values without --live', values([1, 2, 3]), {}, /3 values, one for each class.*--live/],
    ['a class that is not there', values([1, 2]), { live: 2 }, /2 values, so --live must be from 0 to 1/],
    ['no whole class', values([1, 2]), { live: 0.5 }, /must be from 0 to 1/],
    ['another value of one', values([0.5]), { live: 1 }, /1 values, so --live must be 0/],
    ['a softmax of one value', values([3]), { activation: 'softmax' }, /softmax makes 1 of any single value/],
    [
      'a logit taken as it is',
      values([3]),
      { activation: 'none' },
      /gives 3.00, which is no probability.*sigmoid/,
    ],
    ['logits taken as they are', values([3, 1]), { live: 0, activation: 'none' }, /no probability.*softmax/],
  ] as const)('refuses %s', (_, answers, wanted, message) => {
    expect(() => decideEnding(answers, wanted)).toThrow(message);
  });
});

describe('withEnding', () => {
  const image = noise([1, 3, SIDE, SIDE], 7).data as Float32Array;

  async function answerOf(
    bytes: Uint8Array,
    output: string,
  ): Promise<{ dims: readonly number[]; values: number[] }> {
    const session = await createSession(bytes, { threads: 1 });
    const results = await session.run({ x: new Tensor('float32', image, [1, 3, SIDE, SIDE]) });
    await session.release();
    return { dims: results[output].dims, values: Array.from(results[output].data as Float32Array) };
  }

  const softmax = (logits: readonly number[]): number[] => {
    const powers = logits.map(Math.exp);
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map((power) => power / sum);
  };

  it.each<[string, number, Ending, (raw: number[]) => number, string]>([
    ['a logit', 1, { activation: 'sigmoid', live: null }, ([raw]) => 1 / (1 + Math.exp(-raw)), 'a sigmoid.'],
    [
      'a logit of a live face',
      1,
      { activation: 'sigmoid', live: 0 },
      ([raw]) => 1 - 1 / (1 + Math.exp(-raw)),
      'a sigmoid, 1 minus class 0',
    ],
    [
      'two logits',
      2,
      { activation: 'softmax', live: 0 },
      (raw) => softmax(raw)[1],
      'a softmax, 1 minus class 0',
    ],
    [
      'three logits',
      3,
      { activation: 'softmax', live: 1 },
      (raw) => 1 - softmax(raw)[1],
      'a softmax, 1 minus class 1',
    ],
    [
      'a live one of several',
      3,
      { activation: 'none', live: 2 },
      (raw) => 1 - raw[2],
      'Added to the file: 1 minus class 2',
    ],
  ])('makes a probability of %s', async (_, dimension, ending, expected, note) => {
    // The operators of old files too: softmax meant something else before version 13.
    for (const [opset, irVersion] of [
      [9, 3],
      [11, 6],
      [17, 8],
    ]) {
      const listed = irVersion < 4 ? [value('weights', [3 * SIDE * SIDE, dimension])] : [];
      const model = bytesOf({ dimension, opsets: { '': opset }, irVersion, moreInputs: listed });
      const ended = withEnding(model, 'y', ending);
      const { values: raw } = await answerOf(model, 'y');
      const { dims, values: found } = await answerOf(ended.bytes, ended.output);
      expect(dims).toEqual([1, 1]);
      expect(found[0]).toBeCloseTo(expected(raw), 5);
      expect(ended.note).toContain(note);
    }
  });

  it('leaves a file alone that gives the probability', () => {
    const model = bytesOf({ dimension: 1 });
    expect(withEnding(model, 'y', { activation: 'none', live: null })).toEqual({
      bytes: model,
      output: 'y',
      note: '',
    });
  });
});
