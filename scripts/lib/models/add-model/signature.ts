/**
 * @file Which input and output of a model to use, of what size its image is, and whether the kiosk can give and read
 * them. Runs no model.
 */
import type { OnnxInput } from '../../../../src/core/manifest/types.ts';

/** An input or output of a network, as its file states it. */
export interface ModelValue {
  readonly name: string;
  /** `float32` and so on; null for what is no tensor. */
  readonly type: string | null;
  /** A name stands for a size that the file leaves open; empty where the file states no shape. */
  readonly shape: readonly (number | string)[];
}

export interface ModelSignature {
  /** Those that must be given. */
  readonly inputs: readonly ModelValue[];
  readonly outputs: readonly ModelValue[];
}

export interface WantedValues extends Pick<OnnxInput, 'layout'> {
  /** Without it, the file's own. */
  readonly size?: number | undefined;
  /** Without it, the only one. */
  readonly output?: string | undefined;
}

export interface ChosenValues {
  readonly input: string;
  readonly output: string;
  readonly size: number;
}

/** @throws Error that says what the model has and what to do. */
export function chooseValues({ inputs, outputs }: ModelSignature, wanted: WantedValues): ChosenValues {
  if (inputs.length !== 1) {
    const told =
      inputs.length === 0 ? 'no input' : `${inputs.length} inputs: ${inputs.map(describe).join('; ')}`;
    throw new Error(
      `The model has ${told}. The kiosk gives one image and nothing else: export the network so that all other ` +
        'inputs are constants.',
    );
  }
  const [input] = inputs;
  const size = imageSize(input, wanted);
  const output = chooseOutput(outputs, wanted.output);
  checkOutput(output);
  return { input: input.name, output: output.name, size };
}

const describe = ({ name, type, shape }: ModelValue): string =>
  `"${name}" (${type ?? 'no tensor'}${shape.length > 0 ? ` ${shape.join(' × ')}` : ''})`;

function chooseOutput(outputs: readonly ModelValue[], name: string | undefined): ModelValue {
  const all = outputs.map(describe).join('; ');
  if (name === undefined) {
    if (outputs.length === 1) return outputs[0];
    throw new Error(`The model has ${outputs.length} outputs: ${all}. Name the one to use with --output.`);
  }
  const found = outputs.find((output) => output.name === name);
  if (!found) throw new Error(`The model has no output "${name}"; it has ${all}. Correct --output.`);
  return found;
}

function checkOutput(output: ModelValue): void {
  if (output.type === 'float32') return;
  const whatToDo =
    output.type === 'float16'
      ? 'Convert the model so that inputs and outputs stay float32 (keep_io_types=True).'
      : 'Name another with --output, or end the network before that step.';
  throw new Error(`Its output ${describe(output)} is no list of float32, which the kiosk reads. ${whatToDo}`);
}

const NEEDED = 'An RGB image of equal sides is needed.';

function imageSize(input: ModelValue, { size, layout }: WantedValues): number {
  const { name, type, shape } = input;
  const told = `Its input "${name}" takes ${type ?? 'no tensor'} of shape ${shape.join(' × ') || 'unknown'}`;
  if (type !== 'float32') {
    const whatToDo =
      type === 'float16'
        ? 'Convert the model with inputs and outputs left in float32.'
        : 'Convert the model.';
    throw new Error(`${told}; the kiosk gives float32. ${whatToDo}`);
  }
  if (shape.length !== 0 && shape.length !== 4) {
    throw new Error(
      `${told}, and the kiosk gives one image of four dimensions, such as 1 × 3 × 112 × 112. ${NEEDED}`,
    );
  }
  const [height, width] = layout === 'NCHW' ? shape.slice(2) : shape.slice(1);
  const stated = [height, width].find((side) => typeof side === 'number');
  const side = size ?? stated;
  if (side === undefined) {
    throw new Error(`${told}, which leaves the size of the image open. Say --size, in pixels.`);
  }
  // Nothing stated: a run will show whether the shape fits.
  if (shape.length === 0) return side;
  const dims = layout === 'NCHW' ? [1, 3, side, side] : [1, side, side, 3];
  if (shape.every((dim, place) => typeof dim === 'string' || dim === dims[place])) {
    return side;
  }
  throw new Error(`${told}, but the options say ${dims.join(' × ')} (${layout}). ${advise(shape) ?? NEEDED}`);
}

/** The options under which a shape would fit. */
function advise(shape: readonly (number | string)[]): string | null {
  const fits = (
    [
      ['NCHW', shape[1], shape[2], shape[3]],
      ['NHWC', shape[3], shape[1], shape[2]],
    ] as const
  ).find(([, channels, height, width]) => channels === 3 && typeof height === 'number' && height === width);
  if (!fits) return null;
  if (shape[0] !== 1 && typeof shape[0] === 'number') {
    return 'The kiosk gives one image at a time: export the model with a batch of 1 or an open batch.';
  }
  return `Say --layout ${fits[0]} --size ${String(fits[2])}.`;
}
