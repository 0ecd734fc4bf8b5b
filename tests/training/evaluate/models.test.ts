/** @file Models over crops and over folders of photos: alignment, batches, what is refused, what is written. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ARCFACE, scaledTemplate } from '../../../src/core/align/template.ts';
import type { EmbedderEntry } from '../../../src/core/manifest/types.ts';
import { decodeCrop } from '../../../training/data/decode.ts';
import { cropFor } from '../../../training/evaluate/crop-image.ts';
import { evaluateDataset } from '../../../training/evaluate/evaluate-dataset.ts';
import { ImageModel } from '../../../training/evaluate/image-model.ts';
import { findModel } from '../../../training/evaluate/model-spec.ts';
import { judgeSubmission } from '../../../training/submission/judge-submission.ts';
import { listPairFolders } from '../../../training/submission/pair-folders.ts';
import { detectFakes, embedDataset } from '../../../training/evaluate/read-dataset.ts';
import { scorePairs } from '../../../training/submission/score-pairs.ts';
import type { PairFaceFinder } from '../../../training/submission/score-pairs.ts';
import { submissionCsv } from '../../../training/submission/submission-file.ts';
import { brightnessModel, leftColourModel, openTiny, picture, tinySpec } from './known-answers.ts';
import { memoryDataset } from '../memory-dataset.ts';
import type { Colour } from './known-answers.ts';

const RED: Colour = [255, 0, 0];
const GREEN: Colour = [0, 255, 0];
const GRAY: Colour = [128, 128, 128];
const WHITE: Colour = [255, 255, 255];
const BLACK: Colour = [0, 0, 0];

const unit = (...values: number[]): number[] => {
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
};

describe('embedDataset', () => {
  const colours: readonly (readonly [Colour, Colour])[] = [
    [RED, GREEN],
    [GREEN, RED],
    [WHITE, GRAY],
    [BLACK, WHITE],
    [RED, RED],
  ];

  it.each([{}, { batch: 1 }, { batch: 2 }])('aligns and embeds once, with batches of %o', async (shape) => {
    const model = await openTiny(leftColourModel(shape));
    const crops = await Promise.all(colours.map(([left, right]) => picture(left, right)));
    let steps = 0;
    const embeddings = await embedDataset(memoryDataset(crops.map((crop) => ({ crop }))), [0, 1, 3], model, {
      startProgress: () => ({ step: () => (steps += 1), stop: () => undefined }),
    });
    expect(steps).toBe(3);
    expect(embeddings.dimension).toBe(3);
    // The two halves run into each other a little where the crop shrinks.
    const near = (record: number, wanted: number[]) => {
      wanted.forEach((value, at) => expect(embeddings.of(record)[at]).toBeCloseTo(value, 1));
    };
    near(0, unit(1, -1, -1));
    near(1, unit(-1, 1, -1));
    near(3, unit(-1, -1, -1));
    expect(() => embeddings.of(2)).toThrow(/Record 2 was not embedded/);
    await model.release();
  });

  it('adds the mirrored crop for flip', async () => {
    const model = await openTiny(leftColourModel());
    const dataset = memoryDataset([{ crop: await picture(RED, BLACK) }]);
    const embeddings = await embedDataset(dataset, [0], model, { flip: true });
    // Left (1, −1, −1) plus right (−1, −1, −1).
    unit(0, -2, -2).forEach((value, at) => expect(embeddings.of(0)[at]).toBeCloseTo(value, 2));
    await model.release();
  });

  it('names the crop that cannot be decoded', async () => {
    const model = await openTiny(leftColourModel());
    const dataset = memoryDataset([{ crop: Uint8Array.of(1, 2, 3), path: 'a/b.jpg' }]);
    await expect(embedDataset(dataset, [0], model)).rejects.toThrow(/image 0 \(a\/b.jpg\).*prepare again/);
    await model.release();
  });

  it('reads fake probabilities, and refuses an embedder in the detector’s place', async () => {
    const dataset = memoryDataset([{ crop: await picture(WHITE) }, { crop: await picture(BLACK) }]);
    const detector = await openTiny(brightnessModel());
    const found = await detectFakes(dataset, [0, 1], detector);
    expect(found.get(0)).toBeCloseTo(1 / (1 + Math.exp(-1)), 5);
    expect(found.get(1)).toBeCloseTo(1 / (1 + Math.exp(1)), 5);
    const embedder = await openTiny(leftColourModel());
    await expect(detectFakes(dataset, [0], embedder)).rejects.toThrow(/no fake detector.*gave 3 numbers/);
    await Promise.all([detector.release(), embedder.release()]);
  });
});

describe('ImageModel', () => {
  it('refuses a model whose input or output is another', async () => {
    await expect(openTiny(leftColourModel(), 16)).rejects.toThrow(
      /\[batch, 3, 8, 8\], not float32 \[batch, 3, 16, 16\].*--size/,
    );
    const spec = tinySpec(leftColourModel());
    await expect(ImageModel.open({ ...spec, output: 'embedding' })).rejects.toThrow(/no output embedding/);
    await expect(ImageModel.open({ ...spec, bytes: Uint8Array.of(1) })).rejects.toThrow(/tiny cannot be run/);
  });
});

describe('findModel', () => {
  let folder: string;
  const bytes = leftColourModel();
  const entry = {
    role: 'embedder',
    name: 'tiny',
    file: 'tiny.onnx',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    input: { ...tinySpec(bytes).input, name: 'input' },
    output: 'output',
    alignment: { template: 'arcface-112', margin: 0.1 },
    golden: { seed: 1, output: [], tolerance: 0 },
  } as unknown as EmbedderEntry;
  const shelves = () => [{ folder, manifest: { version: 1 as const, models: [entry] } }];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'facegate-models-'));
    await writeFile(join(folder, 'tiny.onnx'), bytes);
    await writeFile(join(folder, 'copy.onnx'), bytes);
    await writeFile(join(folder, 'other.onnx'), 'other');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('knows a model by its name and by its bytes', async () => {
    const named = await findModel('tiny', shelves());
    expect(named).toMatchObject({
      name: 'tiny',
      input: entry.input,
      output: 'output',
      alignment: entry.alignment,
      entry,
    });
    expect(await findModel(join(folder, 'copy.onnx'), shelves())).toEqual(named);
    const overridden = await findModel('tiny', shelves(), { size: 64, margin: 0 });
    expect(overridden).toMatchObject({ input: { ...entry.input, size: 64 }, alignment: ARCFACE });
  });

  it('takes an unknown file with the usual input', async () => {
    const spec = await findModel(join(folder, 'other.onnx'), shelves(), { std: [1, 1, 1] });
    expect(spec).toMatchObject({ name: 'other.onnx', entry: null, output: null, alignment: ARCFACE });
    expect(spec.input).toMatchObject({
      size: 112,
      channels: 'RGB',
      mean: [127.5, 127.5, 127.5],
      std: [1, 1, 1],
    });
  });

  it('refuses what is not there, and a file that is not its manifest’s', async () => {
    await expect(findModel('gone', shelves())).rejects.toThrow(/no model gone.*one of tiny/);
    const changed = { ...entry, file: 'other.onnx' };
    await expect(
      findModel('tiny', [{ folder, manifest: { version: 1, models: [changed] } }]),
    ).rejects.toThrow(/SHA-256 differs/);
    const missing = { ...entry, file: 'gone.onnx' };
    await expect(
      findModel('tiny', [{ folder, manifest: { version: 1, models: [missing] } }]),
    ).rejects.toThrow(/gone.onnx.*npm run models/);
  });
});

describe('evaluateDataset', () => {
  it('puts all figures together, fakes included', async () => {
    // Two people told apart by colour; fakes look like their victims, only brighter.
    const person = (identity: number, colour: Colour, isFake: boolean, clip: number) => ({
      identity,
      colour,
      isFake,
      clip,
      path: `${identity}/${clip}${isFake ? 'f' : 'r'}.jpg`,
    });
    const images = [
      ...[1, 2, 3].map((clip) => person(0, [120, 0, 0], false, clip)),
      ...[4, 5, 6].map((clip) => person(1, [0, 120, 0], false, clip)),
      person(0, [255, 90, 90], true, 1),
      person(1, [90, 255, 90], true, 4),
    ];
    const dataset = memoryDataset(
      await Promise.all(images.map(async ({ colour, ...one }) => ({ ...one, crop: await picture(colour) }))),
    );
    const spec = { ...tinySpec(leftColourModel()).input, mean: [0, 0, 0] as const };
    const model = await ImageModel.open({ ...tinySpec(leftColourModel()), input: spec });
    const detector = await ImageModel.open({
      ...tinySpec(brightnessModel(), 'detector'),
      input: { ...spec, mean: [90, 90, 90], std: [10, 10, 10] },
    });
    const result = await evaluateDataset(dataset, {
      model,
      fakeDetector: { model: detector, threshold: 0.5 },
      split: 'test',
      thresholds: [0.7],
      idRateSizes: { queryPeople: 2, queryImages: 2, distractorPeople: 2, distractorImages: 2 },
    });
    expect(result).toMatchObject({ dataset: 'memory', split: 'test', images: 8, pairList: null });
    expect(result.cosine.counts).toEqual({
      genuine: 6,
      'other-person': 9,
      'fake-same-person': 4,
      'fake-same-video': 2,
      'fake-other-person': 6,
    });
    // By cosine alone every fake of the same person passes; with the detector none does.
    expect(result.cosine.thresholds[0].errorTypes).toEqual({
      samePerson: 0,
      differentReal: 0,
      syntheticInvolved: 6,
    });
    expect(result.withFakeDetector![0].errorTypes).toEqual({
      samePerson: 0,
      differentReal: 0,
      syntheticInvolved: 0,
    });
    expect(result.frames!.videosByMean.auc).toBe(1);
    expect(result.idRate).toMatchObject({ queryPeople: 2, genuinePairs: 2, impostorPairs: 4 });

    const listed = await evaluateDataset(dataset, {
      model,
      pairList: {
        path: 'list.csv',
        text: 'pathA,pathB,label,deepfake_a,deepfake_b\n0/1r.jpg,0/2r.jpg,1,0,0\n0/1r.jpg,0/1f.jpg,0,0,1\n',
      },
    });
    expect(listed).toMatchObject({ images: 3, pairList: 'list.csv', idRate: null, frames: null });
    expect(listed.cosine.counts).toEqual({ genuine: 1, fake: 1 });
    await expect(evaluateDataset(dataset, { model, split: 'train' })).rejects.toThrow(
      /no two photos of one person in its train split/,
    );
    await Promise.all([model.release(), detector.release()]);
  });
});

describe('scorePairs', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'facegate-submission-'));
    const red = await picture([255, 20, 20], [255, 20, 20], 40);
    const green = await picture([20, 255, 20], [20, 255, 20], 40);
    const photos: Record<string, Buffer | string> = {
      '2/0.png': red,
      '2/1.png': red,
      '00000001/0.jpg': red,
      '00000001/1.webp': green,
      '3/0.png': red,
      '3/1.png': 'no photo at all',
      '4/0.png': 'nobody',
      '4/1.png': red,
      '5/1.png': 'nobody',
    };
    for (const [path, content] of Object.entries(photos)) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), content);
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  const BEFORE_THE_CAMERA = { box: { x: 0, y: 0, width: 40, height: 40 }, yawDeg: 0, pitchDeg: 0 };

  /** Finds the face where the template puts it; its photos are those of this test. */
  const finder: PairFaceFinder = {
    pages: 2,
    find: (photos) =>
      Promise.all(
        photos.map(async ({ bytes, crops = [] }) => {
          const text = Buffer.from(bytes).toString('latin1');
          if (text === 'nobody') return { face: null, usedGiven: null, crops: [] };
          if (text.startsWith('no photo')) return 'it is no photo';
          const [image, points] = [await decodeCrop(bytes), scaledTemplate(40, ARCFACE)];
          return {
            face: { ...{ points, landmarks: new Float32Array() }, ...BEFORE_THE_CAMERA },
            usedGiven: null,
            crops: crops.map(({ size, alignment }) => cropFor({ size, spec: { alignment } }, image, points)),
          };
        }),
      ),
  };

  it('gives each pair a similarity, −1 and its status where a photo is of no use', async () => {
    const model = await openTiny(leftColourModel());
    const scored = await scorePairs((await listPairFolders(folder)).pairs, {
      ...{ finder, model, similarityThreshold: null },
    });
    const [other, same] = scored;
    const half = (20 - 127.5) / 127.5;
    expect(other.similarity).toBeCloseTo((2 * half + half * half) / (1 + 2 * half * half), 1);
    expect(same.similarity).toBeCloseTo(1, 6);
    expect(submissionCsv(scored, true).split('\n')).toEqual([
      'pair_id,similarity',
      `00000001,${other.similarity}`,
      `00000002,${same.similarity}`,
      '00000003,-1',
      '00000004,-1',
      '00000005,-1',
      '',
    ]);
    const details = submissionCsv(scored, false).split('\n');
    expect(details[0]).toBe('pair_id,similarity,cosine,fake_probability,decision,status');
    expect(details[2]).toBe(`00000002,${same.similarity},${same.similarity},,,ok`);
    expect(details.slice(3, 6)).toEqual([
      '00000003,-1,,,,unreadable:1',
      '00000004,-1,,,,no-face:0',
      '00000005,-1,,,,missing:0 no-face:1',
    ]);
    await model.release();
  });

  it('judges only the probe for fakes, and lets that change no similarity', async () => {
    const red = await picture([255, 20, 20], [255, 20, 20], 40);
    const dark = await picture([20, 0, 0], [20, 0, 0], 40);
    const pairs = await mkdtemp(join(tmpdir(), 'facegate-submission-'));
    for (const [id, photos] of [
      ['1', [red, red]],
      ['2', [red, dark]],
      ['3', [dark, red]],
      ['4', [dark, dark]],
    ] as const) {
      await mkdir(join(pairs, id));
      for (const number of [0, 1]) await writeFile(join(pairs, id, `${number}.png`), photos[number]);
    }
    const model = await openTiny(leftColourModel());
    const detector = await openTiny(brightnessModel());
    const alone = { finder, model, similarityThreshold: 0.5 };
    const fakeDetector = { model: detector, threshold: 0.3 };
    const byCosine = await scorePairs((await listPairFolders(pairs)).pairs, alone);
    const scored = await scorePairs((await listPairFolders(pairs)).pairs, { ...alone, fakeDetector });
    // The logistic of (1 + 2 · −.84) / 3 = −.23 is .44, a fake here; the dark one gives .28.
    expect(scored.map(({ fakeProbability }) => fakeProbability?.toFixed(2))).toEqual([
      '0.44',
      '0.28',
      '0.44',
      '0.28',
    ]);
    expect(scored.map(({ decision }) => decision)).toEqual(['fake', 'different', 'fake', 'same']);
    expect(byCosine.map(({ decision }) => decision)).toEqual(['same', 'different', 'different', 'same']);
    for (const [at, { similarity, cosine }] of scored.entries()) {
      expect(similarity).toBe(byCosine[at].similarity);
      expect(cosine).toBe(similarity);
    }
    const truth = { path: 'truth.csv', text: 'pair_id,label\n1,1\n2,0\n3,0\n4,1\n' };
    for (const contest of [true, false]) {
      const text = submissionCsv(scored, contest);
      expect(judgeSubmission(truth, { path: 'out.csv', text }).eerA.rate).toBe(0);
    }
    await rm(pairs, { recursive: true });
    await Promise.all([model.release(), detector.release()]);
  });
});
