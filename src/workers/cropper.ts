/** @file Cuts the aligned crops that the networks and the quality measures need out of an image. */
import { alignTransform } from '../core/align/align.ts';
import { cutCrops, type CropOrder } from '../core/align/cut-crops.ts';
import { ARCFACE, type Alignment } from '../core/align/template.ts';
import { tensorLength } from '../core/align/to-tensor.ts';
import type { OnnxModelEntry } from '../core/manifest/types.ts';
import type { AlignmentPoints } from '../core/observation.ts';
import { QUALITY_CROP_SIZE } from '../core/quality/measures.ts';
import type { RecognitionRequest, VisionOptions } from './protocol.ts';

type NetworkInputs = Omit<RecognitionRequest, 'sequence' | 'timestampMs'>;

export interface Crops {
  /** RGBA [112 × 112 × 4] without margin, for the quality measures; overwritten by the next call. */
  readonly forQuality: Uint8ClampedArray;
  /** Null when they were not asked for. */
  readonly inputs: NetworkInputs | null;
}

/** @param withInputs - Whether the networks' inputs are cut too, which is most of the work. */
export type Cropper = (image: ImageData, points: AlignmentPoints, withInputs: boolean) => Crops;

/** The models that are fed with crops. */
export type CroppedModels = Pick<VisionOptions, 'embedder' | 'fakeDetector' | 'attackDetector'>;

export function createCropper({ embedder, fakeDetector, attackDetector }: CroppedModels): Cropper {
  const forQuality = new Uint8ClampedArray(QUALITY_CROP_SIZE * QUALITY_CROP_SIZE * 4);

  return (image, points, withInputs) => {
    const order = (size: number, alignment: Alignment): CropOrder => ({
      size,
      cropToImage: alignTransform(points, size, alignment),
    });
    const orders: CropOrder[] = [{ ...order(QUALITY_CROP_SIZE, ARCFACE), pixels: forQuality }];
    /** @returns The tensor, which is filled once all crops are cut. */
    const addInput = ({ input, alignment }: OnnxModelEntry): Float32Array<ArrayBuffer> => {
      const values = new Float32Array(tensorLength(input));
      const tensor = { input, values };
      // One cut serves the quality measures and the first model that wants the same.
      if (orders[0].tensor === undefined && isQualityCrop(input.size, alignment)) {
        orders[0] = { ...orders[0], tensor };
      } else {
        orders.push({ ...order(input.size, alignment), tensor });
      }
      return values;
    };
    const inputs = withInputs
      ? {
          embedderInput: addInput(embedder),
          fakeDetectorInput: fakeDetector && addInput(fakeDetector),
          attackDetectorInput: attackDetector && addInput(attackDetector),
        }
      : null;
    cutCrops(image, orders);
    return { forQuality, inputs };
  };
}

function isQualityCrop(size: number, { template, margin }: Alignment): boolean {
  return size === QUALITY_CROP_SIZE && template === ARCFACE.template && margin === ARCFACE.margin;
}
