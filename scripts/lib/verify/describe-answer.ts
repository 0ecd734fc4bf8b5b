/**
 * @file The answer of `npm run verify` in plain lines.
 */
import { oneIn } from '../terminal/rates.ts';
import type { Answer } from './verify-photos.ts';

export function describeAnswer(answer: Answer): string[] {
  const { same, similarity, threshold, fmr, extrapolated, model, provider, photos } = answer;
  const reach = extrapolated ? ', beyond what the model was measured at' : '';
  return [
    same ? 'Same person.' : 'Not the same person.',
    `  similarity  ${similarity.toFixed(4)}`,
    `  threshold   ${threshold.toFixed(4)}  (FMR ${oneIn(fmr)}${reach})`,
    `  measured by ${model.name} on ${provider}`,
    ...photos
      .filter(({ warnings }) => warnings.length > 0)
      .map(({ path, warnings }) => `  ${path}: ${warnings.join('; ')}. That makes the answer less certain.`),
  ];
}
