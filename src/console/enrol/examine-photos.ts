/**
 * @file Examines the photos of people one after the other, and keeps of each what a template needs. Bytes are
 * overwritten as soon as the photo is examined.
 */
import { fileKind, isPhotoKind } from '../../core/photos/file-kind.ts';
import type { Candidate, GoodPhoto } from '../../core/photos/choose-people.ts';
import { type NoFace, photoQuality, soleFace } from '../../core/photos/photo-face.ts';
import type { EmbedderEntry } from '../../core/manifest/types.ts';
import type { Observation } from '../../core/observation.ts';
import type { HintCode } from '../../core/quality/types.ts';
import { wipe } from '../../storage/bytes.ts';
import type { PersonFiles, PhotoFile } from './chosen-files.ts';

/** The door's own tracker and embedder, beside the page. */
export interface PhotoExaminer {
  readonly report: { readonly embedder: EmbedderEntry };
  /** Why nothing can be examined any more; null while it can. */
  readonly failure: Error | null;
  /** @param photo - The bytes of an image file. @throws Error where nothing can be made of them. */
  examine(photo: Uint8Array<ArrayBuffer>): Promise<Observation>;
  close(): void;
}

/** Loads the models. @throws PipelineError where one is missing or refused; the signal's reason. */
export type StartExaminer = (signal: AbortSignal) => Promise<PhotoExaminer>;

/** What keeps a photo from being used; hints are of its quality, the most important first. */
export type PhotoFault = NoFace | 'noPhoto' | 'damaged' | readonly HintCode[];

export interface FaultyPhoto {
  readonly path: string;
  readonly why: PhotoFault;
}

export interface ExaminedPhotos {
  /** People with a good photo. The caller overwrites the embeddings. */
  readonly candidates: readonly Candidate[];
  readonly faulty: readonly FaultyPhoto[];
}

/**
 * @param onPhoto - Called after each photo.
 * @throws Error where the examiner fails; the signal's reason. No embedding is left then.
 */
export async function examinePhotos(
  people: readonly PersonFiles[],
  examiner: PhotoExaminer,
  { signal, onPhoto }: { readonly signal: AbortSignal; readonly onPhoto: () => void },
): Promise<ExaminedPhotos> {
  const candidates: Candidate[] = [];
  const faulty: FaultyPhoto[] = [];
  const found: GoodPhoto[] = [];
  try {
    for (const { name, photos } of people) {
      const good: GoodPhoto[] = [];
      for (const photo of photos) {
        signal.throwIfAborted();
        const examined = await examineOne(photo, examiner);
        if (isGood(examined)) {
          good.push(examined);
          found.push(examined);
        } else faulty.push({ path: photo.path, why: examined });
        onPhoto();
      }
      if (good.length > 0) candidates.push({ name, photos: good });
    }
    signal.throwIfAborted();
    return { candidates, faulty };
  } catch (error) {
    for (const { embedding } of found) wipe(embedding);
    throw error;
  }
}

function isGood(examined: GoodPhoto | PhotoFault): examined is GoodPhoto {
  return typeof examined === 'object' && 'embedding' in examined;
}

async function examineOne(
  { path, file }: PhotoFile,
  examiner: PhotoExaminer,
): Promise<GoodPhoto | PhotoFault> {
  const bytes = await file.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => null,
  );
  // A file that was moved away meanwhile.
  if (bytes === null) return 'damaged';
  try {
    const sole = soleFace(await examiner.examine(bytes));
    if (typeof sole === 'string') return sole;
    const { hints, overall } = photoQuality(sole.face, 'enrolment');
    if (hints.length === 0) return { path, embedding: sole.embedding, overall };
    wipe(sole.embedding);
    return hints;
  } catch (error) {
    if (examiner.failure !== null) throw error;
    return isPhotoKind(fileKind(bytes)) ? 'damaged' : 'noPhoto';
  } finally {
    wipe(bytes);
  }
}
