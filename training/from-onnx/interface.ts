/** @file Which input of an ONNX model is the image, of what size and layout, and which output is the embedding. */
import type { Value } from '../graph/graph.ts';
import type { Scope } from '../graph/scope.ts';
import type { OnnxGraph, OnnxValueInfo } from '../onnx/types.ts';

export interface FromOnnxOptions {
  /** Width and height in pixels, for files that leave them open, or that no layer binds to their own. */
  readonly inputSize?: number;
  /** Which output is the embedding; only for files with several. */
  readonly output?: string;
  /** Layers of ours behind the file's last. */
  readonly finish?: (scope: Scope, output: Value) => Value;
}

export interface ImageInput {
  readonly name: string;
  readonly size: number;
  /** [N, H, W, 3] in place of [N, 3, H, W]. */
  readonly channelsLast: boolean;
  /** Images per run that the file is fixed to; 1 where it is not. */
  readonly fileBatch: number;
}

/** @throws Error unless the only input is a batch of square RGB images of known size. */
export function imageInput({ inputs }: OnnxGraph, { inputSize }: FromOnnxOptions): ImageInput {
  const show = ({ name, dims }: OnnxValueInfo): string => `${name} [${dims.map((d) => d || '?').join(', ')}]`;
  if (inputs.length !== 1) {
    throw new Error(`The model has the inputs ${inputs.map(show).join(', ')}; one image is wanted.`);
  }
  const [input] = inputs;
  const [batch, ...rest] = input.dims;
  const channelsLast = rest.length === 3 && rest[2] === 3 && rest[0] !== 3;
  const [channels, height, width] = channelsLast ? [rest[2], rest[0], rest[1]] : rest;
  const own = typeof height === 'number' ? height : width;
  const side = inputSize ?? (typeof own === 'number' ? own : undefined);
  const fits = (size: number | string): boolean => typeof size !== 'number' || size === own;
  if (
    rest.length !== 3 ||
    (typeof channels === 'number' && channels !== 3) ||
    !fits(height) ||
    !fits(width)
  ) {
    throw new Error(`The model's input ${show(input)} is no square RGB image, [N, 3, S, S] or [N, S, S, 3].`);
  }
  if (side === undefined) {
    throw new Error(`The model's input ${show(input)} leaves its size open: say the input size in pixels.`);
  }
  return { name: input.name, size: side, channelsLast, fileBatch: typeof batch === 'number' ? batch : 1 };
}

/** @throws Error listing the outputs when it is not clear which one is meant. */
export function chosenOutput({ outputs }: OnnxGraph, { output }: FromOnnxOptions): string {
  const names = outputs.map(({ name }) => name);
  const chosen = output ?? names[0];
  if ((output === undefined && names.length !== 1) || !names.includes(chosen)) {
    const asked = output === undefined ? 'say which is the embedding' : `there is no ${output} among them`;
    throw new Error(`The model's outputs are ${names.join(', ')}: ${asked}.`);
  }
  return chosen;
}
