/** @file Small ONNX files of all kinds, as people might bring them. */
import { rewriteMessage } from '../../../../scripts/lib/models/onnx/wire.ts';
import { createRng, randomGaussian } from '../../../../src/core/rng/rng.ts';
import {
  float32Tensor,
  int,
  int64Tensor,
  ints,
  tensor,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from '../../../../training/onnx/types.ts';
import { GRAPH, MODEL, VALUE_INFO } from '../../../../training/onnx/fields.ts';
import { encodeOnnxModel } from '../../../../training/onnx/writer.ts';

export const SIDE = 16;
export const DIMENSION = 32;
const PIXELS = 3 * SIDE * SIDE;

export interface Brought {
  /** From `x`, or from the embedding `v`, to `y`. */
  readonly nodes?: readonly OnnxNode[];
  readonly tensors?: Readonly<Record<string, OnnxTensor>>;
  readonly input?: Partial<OnnxValueInfo>;
  readonly moreInputs?: readonly OnnxValueInfo[];
  readonly outputs?: readonly OnnxValueInfo[];
  readonly opsets?: Readonly<Record<string, number>>;
  readonly irVersion?: number;
  /** Numbers in `v`. */
  readonly dimension?: number;
  /** Of the projection that makes `v`. */
  readonly weights?: OnnxTensor;
  /** Whether the image is made float32 first. */
  readonly casts?: boolean;
  /** Whether the file leaves it to the runtime to find what the outputs are. */
  readonly untypedOutputs?: boolean;
}

export const node = (
  opType: string,
  inputs: readonly string[],
  outputs: string | readonly string[],
  attributes: OnnxNode['attributes'] = {},
  domain?: string,
): OnnxNode => ({
  ...{ opType, inputs, attributes, outputs: typeof outputs === 'string' ? [outputs] : outputs },
  ...(domain !== undefined && { domain }),
});

export const value = (
  name: string,
  dims: OnnxValueInfo['dims'],
  type: OnnxValueInfo['type'] = 'float32',
): OnnxValueInfo => ({ name, dims, type });

export function noise(dims: readonly number[], seed = 1): OnnxTensor {
  const rng = createRng(seed);
  const count = dims.reduce((product, dim) => product * dim, 1);
  return float32Tensor(
    dims,
    Float32Array.from({ length: count }, () => randomGaussian(rng) / 30),
  );
}

/** Projects all pixels but some. */
function weightsWithout(isLeftOut: (colour: number, x: number, y: number) => boolean): OnnxTensor {
  const { data } = noise([PIXELS, DIMENSION]);
  const isZero = (pixel: number): boolean => {
    const place = pixel % (SIDE * SIDE);
    return isLeftOut(Math.floor(pixel / (SIDE * SIDE)), place % SIDE, Math.floor(place / SIDE));
  };
  return float32Tensor(
    [PIXELS, DIMENSION],
    Float32Array.from(data as Float32Array, (weight, at) =>
      isZero(Math.floor(at / DIMENSION)) ? 0 : weight,
    ),
  );
}

export const constant = (name: string, of: OnnxTensor): OnnxNode =>
  node('Constant', [], name, { value: tensor(of) });

/** Of one image of this shape; of the usual one where it is open. */
function pixelsOf(dims: OnnxValueInfo['dims'] = []): number {
  const sizes = dims.slice(1).filter((size) => typeof size === 'number');
  return sizes.length > 0 && sizes.length === dims.length - 1
    ? sizes.reduce((product, size) => product * size, 1)
    : PIXELS;
}

/** An image, flattened and projected to `v`; then what `nodes` say. Without nodes `v` is the output `y`. */
function broughtModel(brought: Brought = {}): OnnxModel {
  const { tensors = {}, input = {}, moreInputs = [], opsets = {}, irVersion = 8 } = brought;
  const { dimension = DIMENSION, casts = false, nodes = [node('Identity', ['v'], 'y')] } = brought;
  const { outputs = [value('y', ['n', 'd'])], weights = noise([pixelsOf(input.dims), dimension]) } = brought;
  return {
    irVersion,
    opsets: { '': 17, ...opsets },
    producer: 'facegate-test',
    graph: {
      name: 'brought',
      inputs: [{ ...value('x', [1, 3, SIDE, SIDE]), ...input }, ...moreInputs],
      outputs,
      nodes: [
        node('Flatten', ['x'], 'given'),
        casts ? node('Cast', ['given'], 'flat', { to: int(1) }) : node('Identity', ['given'], 'flat'),
        node('MatMul', ['flat', 'weights'], 'v'),
        ...nodes,
      ],
      initializers: { weights, ...tensors },
    },
  };
}

export function bytesOf(brought: Brought = {}): Uint8Array {
  const bytes = encodeOnnxModel(broughtModel(brought));
  if (brought.untypedOutputs !== true) return bytes;
  return rewriteMessage(bytes, {
    [MODEL.graph]: (graph) =>
      rewriteMessage(graph, {
        [GRAPH.output]: (output) => rewriteMessage(output, { [VALUE_INFO.type]: 'remove' }),
      }),
  });
}

/** `y` is one number for all of `v`. */
const POOLED = [node('ReduceMean', ['v'], 'm', { axes: ints([1]), keepdims: int(1) })];

/** What exporters write and the kiosk takes. */
export const ACCEPTED: Readonly<Record<string, Brought & { layout?: 'NHWC'; size?: number }>> = {
  'a batch of one': {},
  'an open batch without a name': { input: { dims: ['', 3, SIDE, SIDE] } },
  'an open batch with a name': { input: { dims: ['batch', 3, SIDE, SIDE] } },
  'an open width and height, with --size': { input: { dims: ['n', 3, 'h', 'w'] }, size: SIDE },
  'everything open, with --size': { input: { dims: ['', '', '', ''] }, size: SIDE },
  'channels last': { input: { dims: [1, SIDE, SIDE, 3] }, layout: 'NHWC' },
  'initialisers listed as inputs': { irVersion: 3, moreInputs: [value('weights', [PIXELS, DIMENSION])] },
  'an output of four dimensions': {
    nodes: [constant('shape', int64Tensor([4], [-1, DIMENSION, 1, 1])), node('Reshape', ['v', 'shape'], 'y')],
    outputs: [value('y', ['n', DIMENSION, 1, 1])],
  },
  'an output of one dimension': {
    nodes: [constant('shape', int64Tensor([1], [-1])), node('Reshape', ['v', 'shape'], 'y')],
    outputs: [value('y', [DIMENSION])],
  },
  'an output of unit length': {
    nodes: [
      node('ReduceL2', ['v'], 'l', { axes: ints([1]), keepdims: int(1) }),
      node('Div', ['v', 'l'], 'y'),
    ],
  },
  'dropout and normalisation for inference': {
    nodes: [
      constant('ratio', float32Tensor([], [0.5])),
      node('Dropout', ['v', 'ratio'], 'dropped'),
      node('BatchNormalization', ['dropped', 'one', 'zero', 'zero', 'one'], 'y'),
    ],
    tensors: {
      one: float32Tensor([DIMENSION], Array<number>(DIMENSION).fill(1)),
      zero: float32Tensor([DIMENSION], Array<number>(DIMENSION).fill(0)),
    },
  },
};

export interface Refused extends Brought {
  readonly options?: { readonly size?: number; readonly output?: string };
  readonly message: RegExp;
}

/** What the kiosk refuses once the runtime has looked into it. */
export const REFUSED: Readonly<Record<string, Refused>> = {
  'the same vector for every image': {
    nodes: [node('Mul', ['v', 'nothing'], 'z'), node('Add', ['z', 'vector'], 'y')],
    tensors: { nothing: float32Tensor([1], [0]), vector: noise([1, DIMENSION], 5) },
    message: /the same vector whatever the image shows/,
  },
  'nothing but zeros': {
    nodes: [node('Mul', ['v', 'nothing'], 'y')],
    tensors: { nothing: float32Tensor([1], [0]) },
    message: /nothing but zeros for pattern 1/,
  },
  'not a number for some images': {
    // The logarithm of a negative number.
    nodes: [node('Log', ['v'], 'y')],
    message: /gives NaN for pattern 1/,
  },
  'infinity for an image of one colour': {
    nodes: [
      node('ReduceMax', ['x'], 'top', { keepdims: int(0) }),
      node('ReduceMin', ['x'], 'bottom', { keepdims: int(0) }),
      node('Sub', ['top', 'bottom'], 'range'),
      node('Div', ['v', 'range'], 'y'),
    ],
    message: /gives -?Infinity for an image that is all black/,
  },
  'an answer that depends on the other images': {
    // Centred on the mean of all images of a run.
    input: { dims: ['n', 3, SIDE, SIDE] },
    nodes: [
      node('ReduceMean', ['v'], 'mean', { axes: ints([0]), keepdims: int(1) }),
      node('Mul', ['mean', 'share'], 'part'),
      node('Sub', ['v', 'part'], 'y'),
    ],
    tensors: { share: float32Tensor([1], [0.9]) },
    message: /another answer when other images are judged at the same time/,
  },
  'no notice of a quarter': {
    weights: weightsWithout((_, x, y) => x >= SIDE / 2 && y >= SIDE / 2),
    message: /takes no notice of the lower right quarter/,
  },
  'no notice of a colour': {
    weights: weightsWithout((colour) => colour === 0),
    message: /takes no notice of the first colour/,
  },
  'probabilities of classes': {
    nodes: [node('Softmax', ['v'], 'y', { axis: int(1) })],
    message: /probabilities of classes \(they add up to 1\)/,
  },
  'scores of everybody it was trained on': {
    dimension: 5000,
    message: /5,000 numbers for a face.*layer before/,
  },
  'too few numbers': { dimension: 15, message: /15 numbers for a face.*at least 16/ },
  'one probability, of a detector': {
    nodes: [...POOLED, node('Sigmoid', ['m'], 'y')],
    message: /1 number for a face.*Is it a detector \(--role\)/,
  },
  'a map': {
    nodes: [node('Identity', ['x'], 'y')],
    outputs: [value('y', [1, 3, SIDE, SIDE])],
    message: /1 × 3 × 16 × 16: a map or a list of vectors/,
  },
  'a vector for each patch': {
    nodes: [constant('shape', int64Tensor([3], [1, 4, 8])), node('Reshape', ['v', 'shape'], 'y')],
    outputs: [value('y', [1, 4, 8])],
    message: /1 × 4 × 8: a map or a list of vectors/,
  },
  'several outputs': {
    outputs: [value('y', ['n', 'd']), value('v', ['n', 'd'])],
    message: /has 2 outputs: "y" .*; "v" .*Name the one to use with --output/,
  },
  'an output that is not there': { options: { output: 'z' }, message: /no output "z".*Correct --output/ },
  'half precision out': {
    nodes: [node('Cast', ['v'], 'y', { to: int(10) })],
    outputs: [value('y', ['n', 'd'], 'float16')],
    message: /"y" \(float16 .*keep_io_types=True/,
  },
  'half precision in': {
    input: { type: 'float16' },
    casts: true,
    message: /takes float16 .*the kiosk gives float32/,
  },
  'whole numbers in': {
    input: { type: 'int32' },
    casts: true,
    message: /takes int32 .*the kiosk gives float32/,
  },
  'a list of tensors out': {
    nodes: [node('SequenceConstruct', ['v'], 'y')],
    untypedOutputs: true,
    message: /"y" \(no tensor\) is no list of float32/,
  },
  'a second image': {
    moreInputs: [value('other', [1, DIMENSION])],
    nodes: [node('Add', ['v', 'other'], 'y')],
    message: /has 2 inputs: "x" .*; "other" .*one image and nothing else/,
  },
  'a batch of eight': { input: { dims: [8, 3, SIDE, SIDE] }, message: /one image at a time/ },
  'grey images': { input: { dims: [1, 1, SIDE, SIDE] }, message: /An RGB image of equal sides is needed/ },
  'four channels': { input: { dims: [1, 4, SIDE, SIDE] }, message: /An RGB image of equal sides is needed/ },
  'a wide image': {
    input: { dims: [1, 3, SIDE, 2 * SIDE] },
    message: /An RGB image of equal sides is needed/,
  },
  'a vector in': { input: { dims: [1, PIXELS] }, message: /An RGB image of equal sides is needed/ },
  'another size than --size says': { options: { size: 32 }, message: /Say --layout NCHW --size 16/ },
  'a width other than --size says': {
    input: { dims: [1, 3, 'h', SIDE] },
    options: { size: 32 },
    message: /1 × 3 × h × 16, but the options say 1 × 3 × 32 × 32/,
  },
  'an open size': {
    input: { dims: ['n', 3, '', ''] },
    message: /leaves the size of the image open. Say --size/,
  },
  'an open size that it cannot take': {
    input: { dims: ['n', 3, '', ''] },
    options: { size: 32 },
    message: /cannot run on one image of 32×32 \(NCHW\): .*Check --size and --layout/,
  },
  'channels last without --layout': {
    input: { dims: [1, SIDE, SIDE, 3] },
    message: /Say --layout NHWC --size 16/,
  },
  'operators that are too new': { opsets: { '': 99 }, message: /cannot load it: .*opset_version=17/s },
  'a format that is too new': { irVersion: 99, message: /cannot load it: .*IR version 10 or below/s },
  'an operator that nobody knows': {
    nodes: [node('Warp', ['v'], 'y')],
    message: /cannot load it: .*Warp.*plain ONNX operators/s,
  },
};

const MEAN = node('ReduceMean', ['x'], 'mean', { keepdims: int(0) });

/** What only photos of faces show. */
export const REFUSED_ON_PHOTOS: Readonly<Record<string, Refused>> = {
  'vectors on one line': {
    // Only the brightness counts.
    nodes: [MEAN, node('Mul', ['mean', 'direction'], 'm'), node('Add', ['m', 'base'], 'y')],
    tensors: { direction: noise([1, DIMENSION], 8), base: noise([1, DIMENSION], 9) },
    message: /vectors of all faces lie on one line/,
  },
  'not a number for faces': {
    // The made images are as bright as grey, black or white; a face is not.
    nodes: [
      MEAN,
      node('Abs', ['mean'], 'size'),
      node('Greater', ['size', 'grey'], 'isOther'),
      node('Less', ['size', 'colourless'], 'isNoColour'),
      node('And', ['isOther', 'isNoColour'], 'isFace'),
      node('Where', ['isFace', 'nothing', 'v'], 'y'),
    ],
    tensors: {
      grey: float32Tensor([], [0.12]),
      colourless: float32Tensor([], [0.9]),
      nothing: float32Tensor([], [NaN]),
    },
    message: /no vector for the face in .*jpg \(all zero, or not a number\)/,
  },
};

export const DETECTORS = {
  probability: { nodes: [...POOLED, node('Sigmoid', ['m'], 'y')] },
  constant: {
    nodes: [...POOLED, node('Mul', ['m', 'nothing'], 'z'), node('Sigmoid', ['z'], 'y')],
    tensors: { nothing: float32Tensor([1], [0]) },
  },
} satisfies Record<string, Brought>;

/** A network that takes minutes for one image on any machine: products of large matrices, one after the other. */
export function slowModel(): Uint8Array {
  const side = 2048;
  const products = Array.from({ length: 2_000 }, (_, step) =>
    node('MatMul', [`p${step}`, 'p0'], `p${step + 1}`),
  );
  return bytesOf({
    nodes: [
      node('ReduceMean', ['v'], 'm', { axes: ints([1]), keepdims: int(1) }),
      constant('shape', int64Tensor([2], [side, side])),
      node('Expand', ['m', 'shape'], 'wide'),
      node('Mul', ['wide', 'tiny'], 'p0'),
      ...products,
      node('ReduceMean', [`p${products.length}`], 'rest', { axes: ints([0, 1]), keepdims: int(1) }),
      node('Add', ['v', 'rest'], 'y'),
    ],
    tensors: { tiny: float32Tensor([1], [1 / side]) },
  });
}
