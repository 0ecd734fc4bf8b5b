/** @file Reads a TensorProto: dims, element type and data in any of its forms. */
import { DATA_TYPES, TENSOR } from './fields.ts';
import { fromHalfBits } from './half.ts';
import { littleEndian } from './little-endian.ts';
import { bytesField, doubleField, floatField, intField, readMessage, stringField } from './reader-wire.ts';
import type { OnnxTensor } from './types.ts';

const BYTES_PER_ELEMENT: Readonly<Record<number, number>> = {
  [DATA_TYPES.float32]: 4,
  [DATA_TYPES.int8]: 1,
  [DATA_TYPES.int32]: 4,
  [DATA_TYPES.int64]: 8,
  [DATA_TYPES.bool]: 1,
  [DATA_TYPES.float16]: 2,
  [DATA_TYPES.float64]: 8,
};

const EXTERNAL = 1n;

interface RawTensor {
  name: string;
  readonly dims: number[];
  type: number;
  raw: Uint8Array | null;
  /** Whether the data is in another file. */
  external: boolean;
  /** What the typed fields hold, in the field that fits the type. */
  readonly numbers: number[];
  readonly integers: bigint[];
}

/**
 * @returns The tensor, which owns its data, and its name. Half and double precision become float32, int8 and bool
 * int32.
 * @throws Error naming the tensor: data in another file, a type that is not read, or as many dims as do not fit.
 */
export function readTensor(bytes: Uint8Array): { readonly name: string; readonly tensor: OnnxTensor } {
  const found: RawTensor = {
    ...{ name: '', dims: [], type: 0, raw: null, external: false },
    ...{ numbers: [], integers: [] },
  };
  const number = (value: number): unknown => found.numbers.push(value);
  const integer = (value: bigint): unknown => found.integers.push(value);
  readMessage(bytes, {
    [TENSOR.dims]: intField((value) => found.dims.push(Number(value))),
    [TENSOR.dataType]: intField((value) => (found.type = Number(value))),
    [TENSOR.floatData]: floatField(number),
    [TENSOR.int32Data]: intField(integer),
    [TENSOR.int64Data]: intField(integer),
    [TENSOR.name]: stringField((value) => (found.name = value)),
    [TENSOR.rawData]: bytesField((value) => (found.raw = value)),
    [TENSOR.doubleData]: doubleField(number),
    [TENSOR.externalData]: bytesField(() => (found.external = true)),
    [TENSOR.dataLocation]: intField((value) => (found.external ||= value === EXTERNAL)),
  });
  const label = `tensor ${found.name === '' ? '(without a name)' : found.name}`;
  if (found.external) {
    throw new Error(`${label} keeps its data in another file; save the model with all its data in one file`);
  }
  if (!(found.type in BYTES_PER_ELEMENT)) {
    throw new Error(
      `${label} has element type ${found.type}; read are float32, float16, float64, int8, int32, int64 and bool`,
    );
  }
  if (found.dims.some((size) => !Number.isSafeInteger(size) || size < 0)) {
    throw new Error(`${label} has the shape [${found.dims.join(', ')}]`);
  }
  const data = found.raw ? fromRaw(found.raw, found.type, label) : fromFields(found);
  const count = found.dims.reduce((product, size) => product * size, 1);
  if (data.length !== count) {
    throw new Error(
      `${label}: shape [${found.dims.join(', ')}] has ${count} elements, the file holds ${data.length}`,
    );
  }
  const stored = found.type === DATA_TYPES.float16 ? ({ storedAs: 'float16' } as const) : {};
  return { name: found.name, tensor: { dims: found.dims, data, ...stored } };
}

function fromRaw(raw: Uint8Array, type: number, label: string): OnnxTensor['data'] {
  if (raw.length % BYTES_PER_ELEMENT[type] !== 0) {
    throw new Error(`${label}: ${raw.length} bytes are no whole number of elements`);
  }
  // A copy begins at an aligned address, and does not keep the file in memory.
  const own = new Uint8Array(raw).buffer;
  switch (type) {
    case DATA_TYPES.int32:
      return new Int32Array(inHostOrder(new Int32Array(own)));
    case DATA_TYPES.int64:
      return new BigInt64Array(inHostOrder(new BigInt64Array(own)));
    case DATA_TYPES.bool:
      return Int32Array.from(raw);
    case DATA_TYPES.int8:
      return Int32Array.from(new Int8Array(own));
    case DATA_TYPES.float16:
      return Float32Array.from(new Uint16Array(inHostOrder(new Uint16Array(own))), fromHalfBits);
    case DATA_TYPES.float64:
      return Float32Array.from(new Float64Array(inHostOrder(new Float64Array(own))));
    default:
      return new Float32Array(inHostOrder(new Float32Array(own)));
  }
}

/** To or from little-endian is the same exchange of bytes. */
const inHostOrder = (data: Parameters<typeof littleEndian>[0]): ArrayBuffer =>
  littleEndian(data).buffer as ArrayBuffer;

function fromFields({ type, numbers, integers }: RawTensor): OnnxTensor['data'] {
  switch (type) {
    case DATA_TYPES.int8:
    case DATA_TYPES.int32:
    case DATA_TYPES.bool:
      return Int32Array.from(integers, Number);
    case DATA_TYPES.int64:
      return BigInt64Array.from(integers);
    case DATA_TYPES.float16:
      return Float32Array.from(integers, (bits) => fromHalfBits(Number(bits) & 0xffff));
    default:
      return Float32Array.from(numbers);
  }
}
