/**
 * @file The answer of `npm run verify` in plain lines.
 */
import { oneIn } from '../terminal/rates.ts';
import type { Answer } from './verify-photos.ts';

const DECISIONS: Readonly<Record<Answer['decision'], string>> = {
  same: 'Same person.',
  different: 'Not the same person.',
  fake: 'The second photo is a fake.',
};

export function describeAnswer(answer: Answer): string[] {
  const { decision, similarity, threshold, fmr, extrapolated, model, provider, photos } = answer;
  const reach = extrapolated ? ', beyond what the model was measured at' : '';
  return [
    DECISIONS[decision],
    `  decision          ${decision}`,
    `  similarity        ${similarity.toFixed(4)}`,
    `  threshold         ${threshold.toFixed(4)}  (FMR ${oneIn(fmr)}${reach})`,
    `  fake probability  ${describeFake(answer)}`,
    `  measured by ${model.name} on ${provider}`,
    ...photos
      .filter(({ warnings }) => warnings.length > 0)
      .map(({ path, warnings }) => `  ${path}: ${warnings.join('; ')}. That makes the answer less certain.`),
  ];
}

function describeFake({ fake_probability: probability, fakeThreshold }: Answer): string {
  if (probability === null || fakeThreshold === null) return 'not known: there is no fake detector';
  return `${probability.toFixed(4)}  (a fake from ${fakeThreshold.toFixed(4)} on; of the second photo)`;
}
