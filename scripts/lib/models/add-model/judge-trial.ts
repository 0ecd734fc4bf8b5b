/**
 * @file Refuses networks by what they answered to made images: no list of numbers, no finite numbers, the same to every
 * image, or another at another time. Pure.
 */
import { cosine, l2Normalize } from '../../../../src/core/embedding/embedding.ts';
import { maxAbsDifference } from '../../../../src/core/manifest/golden.ts';
import type { OnnxModelEntry } from '../../../../src/core/manifest/types.ts';
import type { Answer, Answered, Trial } from './trial.ts';

/** Fewer numbers tell too few people apart. */
const FEWEST_VALUES = 16;
/** More are class scores or a map; a gallery of them would not fit a tablet's memory. */
const MOST_VALUES = 4096;
/** A detector's classes. */
const MOST_CLASSES = 16;

/** One device adds in another order than another. Of values of unit length, or relative to larger ones. */
const ROUNDING = 1e-3;
/** The same sums in the same order. */
const REPEATED = 1e-6;
/** Networks that round to 8 bits by the range of all images differ by less. */
const TOGETHER = 0.05;
/** Cosine similarity of embeddings that are one. */
const SAME_DIRECTION = 1 - 1e-6;

/**
 * @param entry - Its role says what the answers must be.
 * @returns How many numbers it answers with.
 * @throws Error with the reason and what to do.
 */
export function judgeTrial({ role, output }: Pick<OnnxModelEntry, 'role' | 'output'>, trial: Trial): number {
  const isEmbedder = role === 'embedder';
  const count = judgeShape(trial.plain[0].answer, output, isEmbedder);
  for (const answered of [...trial.plain, ...trial.changed]) judgeNumbers(answered, count, isEmbedder);
  judgeSteadiness(trial, isEmbedder);
  judgeNotice(trial, isEmbedder);
  if (isEmbedder) refuseClassProbabilities(trial.plain);
  return count;
}

function judgeShape({ dims, values }: Answer, output: string, isEmbedder: boolean): number {
  const told = `Its output "${output}" is ${dims.join(' × ') || 'a single number'}`;
  if (dims.filter((dim) => dim > 1).length > 1) {
    throw new Error(
      `${told}: a map or a list of vectors, where one vector is needed. Name another with --output, or export the ` +
        'network with the layer that makes one vector of it, such as pooling.',
    );
  }
  if (isEmbedder && values.length < FEWEST_VALUES) {
    throw new Error(
      `${told}: ${numbers(values.length)} for a face, and an embedding has at least ${FEWEST_VALUES}. Is it a detector ` +
        '(--role)? Otherwise name another with --output.',
    );
  }
  if (isEmbedder && values.length > MOST_VALUES) {
    throw new Error(
      `${told}: ${numbers(values.length)} for a face, and an embedding has at most ${MOST_VALUES}. These may be scores ` +
        'of the people it was trained on: name the layer before with --output.',
    );
  }
  if (!isEmbedder && values.length > MOST_CLASSES) {
    throw new Error(
      `${told}: ${numbers(values.length)}, and a detector gives one probability or a few classes. Is it an embedder ` +
        '(--role)? Otherwise name another with --output.',
    );
  }
  return values.length;
}

const numbers = (count: number): string =>
  count === 1 ? '1 number' : `${count.toLocaleString('en-GB')} numbers`;

function judgeNumbers({ image, answer }: Answered, count: number, isEmbedder: boolean): void {
  const { values } = answer;
  if (values.length !== count) {
    throw new Error(
      `It gives ${numbers(values.length)} for ${image.what}, and ${numbers(count)} for another. Export it so that ` +
        'every image gets as many.',
    );
  }
  const broken = values.find((value) => !Number.isFinite(value));
  if (broken !== undefined) {
    throw new Error(
      `It gives ${broken} for ${image.what}. Check --mean and --std; otherwise the network divides by zero or overflows ` +
        'somewhere, and cannot be relied on.',
    );
  }
  if (isEmbedder && values.every((value) => value === 0)) {
    throw new Error(
      `It gives nothing but zeros for ${image.what}. Check --output, --mean and --std; such a face could not be compared.`,
    );
  }
}

function judgeSteadiness({ plain, circumstances, together, webgpu }: Trial, isEmbedder: boolean): void {
  for (const { when, sameSums, answers } of circumstances) {
    for (const [index, { image, answer }] of answers.entries()) {
      const difference = differenceOf(plain[index].answer, answer, isEmbedder);
      if (difference <= (sameSums ? REPEATED : ROUNDING)) continue;
      throw new Error(
        `It gives another answer ${when}: for ${image.what} by ${difference.toPrecision(2)}. What is measured now would not ` +
          'hold at the door. Export it for inference, without chance and without a memory of the images before.',
      );
    }
  }
  const [first] = plain;
  if (together?.values.length === 2 * first.answer.values.length) {
    const own = { values: together.values.slice(0, first.answer.values.length) };
    if (!(directionDifference(first.answer, own, isEmbedder) <= TOGETHER)) {
      throw new Error(
        'It gives another answer when other images are judged at the same time. Export it for inference, so that ' +
          'normalisation takes its averages from training.',
      );
    }
  }
  // The kiosk leaves WebGPU alone where the first test, on the golden tensor, fails.
  const wrong = webgpu?.find(
    ({ answer }, index) => differenceOf(plain[index].answer, answer, isEmbedder) > 10 * ROUNDING,
  );
  if (webgpu && wrong && differenceOf(plain[0].answer, webgpu[0].answer, isEmbedder) <= ROUNDING) {
    throw new Error(
      `WebGPU and WASM give different answers for ${wrong.image.what}, so a threshold would not hold on every device. ` +
        'Export it with plainer operators.',
    );
  }
}

type Values = Pick<Answer, 'values'>;

/** Infinity for a broken answer. */
function differenceOf(one: Values, other: Values, isEmbedder: boolean): number {
  if (one.values.length !== other.values.length) return Infinity;
  if (!isEmbedder) {
    const scale = Math.max(1, ...one.values.map(Math.abs));
    return maxAbsDifference(one.values, other.values) / scale;
  }
  const [first, second] = [one, other].map(({ values }) => values.slice());
  if (second.some((value) => !Number.isFinite(value)) || second.every((value) => value === 0))
    return Infinity;
  return maxAbsDifference(l2Normalize(first), l2Normalize(second));
}

/** Of an embedder 1 − cosine, so that many small differences count for little. */
function directionDifference(one: Values, other: Values, isEmbedder: boolean): number {
  if (!isEmbedder || differenceOf(one, other, true) === Infinity) return differenceOf(one, other, isEmbedder);
  return 1 - cosine(l2Normalize(one.values.slice()), l2Normalize(other.values.slice()));
}

function judgeNotice({ plain, changed }: Trial, isEmbedder: boolean): void {
  if (isEmbedder) {
    const vectors = plain.map(({ answer }) => l2Normalize(answer.values.slice()));
    const least = Math.min(...vectors.slice(1).map((vector) => cosine(vectors[0], vector)));
    if (least > SAME_DIRECTION) {
      throw new Error(
        'It gives the same vector whatever the image shows, so everybody would be taken for everybody. Check --output, ' +
          '--mean and --std, and whether its weights were exported.',
      );
    }
    for (const { image, answer } of changed) {
      if (differenceOf(plain[0].answer, answer, true) > 0) continue;
      throw new Error(
        `It takes no notice of ${image.changed} of an image. Check --size; otherwise the network is not what it was trained as.`,
      );
    }
    return;
  }
  const answers = [...plain, ...changed].map(({ answer }) => answer.values);
  if (answers.every((values) => maxAbsDifference(answers[0], values) === 0)) {
    throw new Error(
      'It gives the same answer whatever the image shows. Check --output, --mean and --std, and whether its weights ' +
        'were exported.',
    );
  }
}

function refuseClassProbabilities(plain: readonly Answered[]): void {
  if (!plain.every(({ answer }) => areProbabilities(answer.values))) return;
  throw new Error(
    'Its answers are probabilities of classes (they add up to 1), and no embedding. Name the layer before with --output.',
  );
}

/** Whether the numbers are the probabilities of classes that exclude each other. */
export function areProbabilities(values: ArrayLike<number>): boolean {
  const list = Array.from(values);
  const sum = list.reduce((total, value) => total + value, 0);
  return list.every((value) => value >= 0 && value <= 1) && Math.abs(sum - 1) < 1e-3;
}
