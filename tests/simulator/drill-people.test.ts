/**
 * @file The shipped recogniser takes the two drawn people of the drill for two: else no change of face is refused. The
 * shipped attack detector takes those who stand at real kiosks for people: else the drill, the demo and the screenshots
 * would show refusals.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SHIPPED_MODELS_FOLDER } from '../../scripts/lib/paths.ts';
import { readManifest } from '../../scripts/lib/models/manifest-file.ts';
import { DRILL_PEOPLE, SYNTHETIC_PEOPLE, type SyntheticPerson } from '../../simulator/synthetic-face.ts';
import { momentAt } from '../../simulator/synthetic-face/motion.ts';
import { DRAFT, Portrait } from '../../simulator/synthetic-face/portrait.ts';
import { LIVE } from '../../simulator/responder/scene.ts';
import { alignedCrop } from '../../simulator/toy-embedder/population.ts';
import { tensorDims, toTensor } from '../../src/core/align/to-tensor.ts';
import { POLICIES } from '../../src/core/decision/policies.ts';
import { cosine, meanEmbedding } from '../../src/core/embedding/embedding.ts';
import { galleryThreshold } from '../../src/core/fusion/gallery-threshold.ts';
import type { AttackDetectorEntry, EmbedderEntry } from '../../src/core/manifest/types.ts';
import { createSession, feedTensor } from '../../training/engine/devices.ts';

const LOOP_S = 4;
/** Ahead, to the left, to the right, up, down, with open eyes. */
const MOMENTS_S = [1, 1.6, 2.3, 3, 3.7];

it('tells the two apart at every pose, with the threshold of `standard`', async () => {
  const manifest = await readManifest(join(SHIPPED_MODELS_FOLDER, 'manifest.json'));
  const embedder = manifest!.models.find((model): model is EmbedderEntry => model.role === 'embedder')!;
  const { input, output, file } = embedder;
  const session = await createSession(readFileSync(join(SHIPPED_MODELS_FOLDER, file)), { threads: 1 });
  const embeddingsOf = async (person: SyntheticPerson): Promise<Float32Array[]> => {
    const portrait = new Portrait(person, DRAFT);
    const embeddings: Float32Array[] = [];
    for (const second of MOMENTS_S) {
      const frame = portrait.draw({ ...momentAt(person, 'turns', second, LOOP_S), eyesOpen: 1 }, 1);
      const tensor = toTensor(alignedCrop(frame, input.size), input);
      const answers = await session.run({
        [input.name]: feedTensor(input.name, 'float32', tensorDims(input), tensor),
      });
      embeddings.push(answers[output].data as Float32Array);
    }
    return embeddings;
  };
  const owner = await embeddingsOf(DRILL_PEOPLE.owner);
  const other = await embeddingsOf(DRILL_PEOPLE.other);
  await session.release();
  const template = meanEmbedding(owner);
  const { threshold } = galleryThreshold(embedder, POLICIES.standard.targetFpir, 1);
  for (const probe of owner) expect(cosine(probe, template)).toBeGreaterThan(threshold);
  for (const probe of other) expect(cosine(probe, template)).toBeLessThan(threshold);
}, 60_000);

it('shows the attack detector people, at every pose', async () => {
  const manifest = await readManifest(join(SHIPPED_MODELS_FOLDER, 'manifest.json'));
  const detector = manifest!.models.find(
    (model): model is AttackDetectorEntry => model.role === 'attack-detector',
  )!;
  const { input, output, file, alignment, threshold } = detector;
  const session = await createSession(readFileSync(join(SHIPPED_MODELS_FOLDER, file)), { threads: 1 });
  const probabilitiesOf = async (person: SyntheticPerson): Promise<number[]> => {
    const portrait = new Portrait(person, LIVE);
    const probabilities: number[] = [];
    for (const second of MOMENTS_S) {
      const frame = portrait.draw({ ...momentAt(person, 'turns', second, LOOP_S), eyesOpen: 1 }, 1);
      const tensor = toTensor(alignedCrop(frame, input.size, frame.points, alignment), input);
      const answers = await session.run({
        [input.name]: feedTensor(input.name, 'float32', tensorDims(input), tensor),
      });
      probabilities.push((answers[output].data as Float32Array)[0]);
    }
    return probabilities;
  };
  for (const person of [DRILL_PEOPLE.owner, DRILL_PEOPLE.other, SYNTHETIC_PEOPLE.b]) {
    expect(Math.max(...(await probabilitiesOf(person)))).toBeLessThan(threshold);
  }
  // Nobody stands at a real kiosk as this one: grey hair beside light skin looks like a pale print to the detector.
  const { a } = SYNTHETIC_PEOPLE;
  const dark = { ...a, hair: DRILL_PEOPLE.owner.hair };
  const [grey, darkHaired] = [await probabilitiesOf(a), await probabilitiesOf(dark)];
  console.log('attack probability, grey hair', grey, 'the same person, dark hair', darkHaired);
  expect(Math.max(...darkHaired)).toBeLessThan(threshold);
  await session.release();
}, 60_000);
