/**
 * @file What a student network learns to give: the teacher's embeddings, as they are or brought to mean 0 and
 * variance 1.
 */
import type { TeacherTargets } from './targets.ts';
import { TEACHER_DIMENSION } from './face-api.ts';

export interface DistillationTargets {
  /** @param output - float32 [TEACHER_DIMENSION], filled with the target of that image. */
  write(dataset: number, index: number, output: Float32Array): void;
}

/** At most so many images of each dataset are averaged over. */
const SAMPLE = 5_000;

/** As they are: for a student that starts as the teacher and is to stay near it. */
export function rawTargets(datasets: readonly TeacherTargets[]): DistillationTargets {
  return { write: (dataset, index, output) => output.set(datasets[dataset].of(index)) };
}

/**
 * For a student from a random start. One factor for all dimensions keeps the teacher's distances in proportion.
 * Targets that are not centred leave a student at their mean.
 *
 * @param datasets - The targets of each packed dataset.
 */
export function standardisedTargets(datasets: readonly TeacherTargets[]): DistillationTargets {
  const rows = datasets.flatMap((targets) => {
    const step = Math.max(1, Math.floor(targets.count / SAMPLE));
    return Array.from({ length: Math.floor(targets.count / step) }, (_, at) => targets.of(at * step));
  });
  const mean = new Float64Array(TEACHER_DIMENSION);
  for (const row of rows) row.forEach((value, at) => (mean[at] += value / rows.length));
  let squares = 0;
  for (const row of rows) row.forEach((value, at) => (squares += (value - mean[at]) ** 2));
  const factor = 1 / Math.sqrt(squares / (rows.length * TEACHER_DIMENSION));
  return {
    write(dataset, index, output) {
      datasets[dataset].of(index).forEach((value, at) => {
        output[at] = (value - mean[at]) * factor;
      });
    },
  };
}
