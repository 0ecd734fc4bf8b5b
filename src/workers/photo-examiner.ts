/** @file Examines photos one after the other, with the door's own tracker and embedder. Judges nothing. */
import type { Observation } from '../core/observation.ts';
import { Pipeline, type PipelineOptions, type PipelineReport } from './bridge.ts';
import { decodePhoto } from './decode-photo.ts';

export type PhotoExaminerOptions = Pick<PipelineOptions, 'baseUrl' | 'provider' | 'signal'>;

export interface PhotoExaminer {
  readonly report: PipelineReport;
  /** Why nothing can be examined any more: the workers could not be started again. Null while they run. */
  readonly failure: Error | null;
  /**
   * @param photo - The bytes of an image file.
   * @throws Error that says why the bytes are of no use, and what to do.
   */
  examine(photo: Uint8Array<ArrayBuffer>): Promise<Observation>;
  close(): void;
}

/** @throws PipelineError; or the signal's reason. */
export async function openPhotoExaminer(options: PhotoExaminerOptions): Promise<PhotoExaminer> {
  const pipeline = await Pipeline.start({ ...options, mode: 'photos' });
  let failure: Error | null = null;
  let lose: (error: Error) => void = () => undefined;
  // A call that is under way when a worker falls never settles by itself.
  const lost = (): void => lose(new Error('it could not be examined: the face tracker stopped on it'));
  pipeline.addEventListener('restart', lost);
  pipeline.addEventListener('failed', (event) => {
    failure = (event as CustomEvent<Error>).detail;
    lost();
  });
  return {
    get report() {
      return pipeline.report;
    },
    get failure() {
      return failure;
    },
    async examine(photo) {
      const bitmap = await decodePhoto(photo);
      const fallen = new Promise<never>((_, reject) => (lose = reject));
      return Promise.race([pipeline.describe(bitmap), fallen]);
    },
    close() {
      pipeline.close();
      lost();
    },
  };
}
