/** @file Cuts the aligned crops that the networks and the quality measures need out of an image. */
import { alignTransform } from '../core/align/align.ts';
import { ARCFACE } from '../core/align/template.ts';
import type { Alignment } from '../core/align/template.ts';
import { warpRgba } from '../core/align/sample.ts';
import type { OnnxModelEntry } from '../core/manifest/types.ts';
import type { AlignmentPoints } from '../core/observation.ts';
import { QUALITY_CROP_SIZE } from '../core/quality/measures.ts';
import { toTensor } from '../core/align/to-tensor.ts';
import type { RecognitionRequest, VisionOptions } from './protocol.ts';

export interface Crops {
  /** RGBA [112 × 112 × 4] without margin, for the quality measures; overwritten by the next call. */
  readonly forQuality: Uint8ClampedArray;
  readonly inputs: Omit<RecognitionRequest, 'sequence' | 'timestampMs'>;
}

export type Cropper = (image: ImageData, points: AlignmentPoints) => Crops;

/** The models that are fed with crops. */
export type CroppedModels = Pick<VisionOptions, 'embedder' | 'fakeDetector' | 'attackDetector'>;

/** A square crop of the face; two models that want the same one share it. */
interface CropSpec {
  readonly size: number;
  readonly alignment: Alignment;
  readonly pixels: Uint8ClampedArray;
}

export function createCropper({ embedder, fakeDetector, attackDetector }: CroppedModels): Cropper {
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
  /** @returns What gives the model's tensor once all crops are cut. */
  const inputOf = ({ input, alignment }: OnnxModelEntry): (() => Float32Array) => {
    const { pixels } = specFor(input.size, alignment);
    return () => toTensor(pixels, input);
  };
  const qualitySpec = specFor(QUALITY_CROP_SIZE, ARCFACE);
  const embedderInput = inputOf(embedder);
  const fakeDetectorInput = fakeDetector && inputOf(fakeDetector);
  const attackDetectorInput = attackDetector && inputOf(attackDetector);

  return (image, points) => {
    for (const { size, alignment, pixels } of specs) {
      warpRgba(image, alignTransform(points, size, alignment), size, pixels);
    }
    return {
      forQuality: qualitySpec.pixels,
      inputs: {
        embedderInput: embedderInput(),
        fakeDetectorInput: fakeDetectorInput?.() ?? null,
        attackDetectorInput: attackDetectorInput?.() ?? null,
      },
    };
  };
}
