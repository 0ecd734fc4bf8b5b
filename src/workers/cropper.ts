/** @file Cuts the aligned crops that the networks and the quality measures need out of an image. */
import { alignTransform } from '../core/align/align.ts';
import { ARCFACE } from '../core/align/template.ts';
import type { Alignment } from '../core/align/template.ts';
import { warpRgba } from '../core/align/sample.ts';
import type { EmbedderEntry, FakeDetectorEntry, OnnxModelEntry } from '../core/manifest/types.ts';
import type { AlignmentPoints } from '../core/observation.ts';
import { QUALITY_CROP_SIZE } from '../core/quality/measures.ts';
import { toTensor } from '../core/tensor/to-tensor.ts';
import type { RecognitionRequest } from './protocol.ts';

export interface Crops {
  /** RGBA [112 × 112 × 4] without margin, for the quality measures; overwritten by the next call. */
  readonly forQuality: Uint8ClampedArray;
  readonly inputs: Pick<RecognitionRequest, 'embedderInput' | 'fakeDetectorInput'>;
}

export type Cropper = (image: ImageData, points: AlignmentPoints) => Crops;

/** A square crop of the face; two models that want the same one share it. */
interface CropSpec {
  readonly size: number;
  readonly alignment: Alignment;
  readonly pixels: Uint8ClampedArray;
}

export function createCropper(embedder: EmbedderEntry, fakeDetector: FakeDetectorEntry | null): Cropper {
  const specs: CropSpec[] = [];
  const specFor = (size: number, alignment: Alignment): CropSpec => {
    const { template, margin } = alignment;
    const known = specs.find(
      (spec) =>
        spec.size === size && spec.alignment.template === template && spec.alignment.margin === margin,
    );
    if (known) return known;
    const added = { size, alignment, pixels: new Uint8ClampedArray(size * size * 4) };
    specs.push(added);
    return added;
  };
  const specOf = ({ input, alignment }: OnnxModelEntry): CropSpec => specFor(input.size, alignment);
  const qualitySpec = specFor(QUALITY_CROP_SIZE, ARCFACE);
  const embedderSpec = specOf(embedder);
  const fakeSpec = fakeDetector && specOf(fakeDetector);

  return (image, points) => {
    for (const { size, alignment, pixels } of specs) {
      warpRgba(image, alignTransform(points, size, alignment), size, pixels);
    }
    return {
      forQuality: qualitySpec.pixels,
      inputs: {
        embedderInput: toTensor(embedderSpec.pixels, embedder.input),
        fakeDetectorInput: fakeDetector && fakeSpec ? toTensor(fakeSpec.pixels, fakeDetector.input) : null,
      },
    };
  };
}
