/**
 * @file Which input and output of a model to use, and whether the input takes what the options say. Runs no model.
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
  readonly inputs: readonly ModelValue[];
  readonly outputs: readonly ModelValue[];
}

export interface WantedValues extends Pick<OnnxInput, 'size' | 'layout'> {
  /** Without it, the only one. */
  readonly input?: string | undefined;
  readonly output?: string | undefined;
}

/**
 * @returns The names of the input and the output.
 * @throws Error that says what the model has and which option to give.
 */
export function chooseValues(
  { inputs, outputs }: ModelSignature,
  wanted: WantedValues,
): { input: string; output: string } {
  const input = choose(inputs, wanted.input, 'input');
  const output = choose(outputs, wanted.output, 'output');
  checkInput(input, wanted);
  return { input: input.name, output: output.name };
}

function choose(
  values: readonly ModelValue[],
  name: string | undefined,
  kind: 'input' | 'output',
): ModelValue {
  const names = values.map((value) => value.name).join(', ');
  if (name === undefined) {
    if (values.length === 1) return values[0];
    throw new Error(`The model has ${values.length} ${kind}s: ${names}. Name one with --${kind}.`);
  }
  const found = values.find((value) => value.name === name);
  if (!found) throw new Error(`The model has no ${kind} "${name}"; it has ${names}. Correct --${kind}.`);
  return found;
}

function checkInput({ name, type, shape }: ModelValue, { size, layout }: WantedValues): void {
  const told = `Its input "${name}" takes ${type ?? 'no tensor'} of shape ${shape.join(' × ') || 'unknown'}`;
  if (type !== 'float32') throw new Error(`${told}; the kiosk gives float32. Convert the model.`);
  // Nothing stated: the golden run will show whether the shape fits.
  if (shape.length === 0) return;
  const dims = layout === 'NCHW' ? [1, 3, size, size] : [1, size, size, 3];
  if (shape.length === 4 && shape.every((dim, place) => typeof dim === 'string' || dim === dims[place])) {
    return;
  }
  throw new Error(
    `${told}, but the options say ${dims.join(' × ')} (${layout}). ${advise(shape) ?? 'An RGB image of equal sides is needed.'}`,
  );
}

/** The options under which a shape would fit. */
function advise(shape: readonly (number | string)[]): string | null {
  if (shape.length !== 4) return null;
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
