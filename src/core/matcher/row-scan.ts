/**
 * @file The dot product of a probe with every row of a gallery, in WebAssembly SIMD: JavaScript has no float32
 * arithmetic of four lanes and takes three times as long. Knows nothing of subjects.
 */

/** The part of the WebAssembly API that is used here: `core` has no DOM types, but every runtime has WebAssembly. */
declare const WebAssembly: {
  readonly Memory: new (descriptor: { readonly initial: number }) => {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

interface Kernel {
  /** Byte addresses; `rows` ≥ 1; `strideBytes` a multiple of 32. */
  readonly scan: (probeAt: number, rowsAt: number, sumsAt: number, rows: number, strideBytes: number) => void;
}

export interface RowScan {
  readonly rows: number;
  /** Dot products of the last `run`, float32 [rows]. Valid until rows are added. */
  readonly sums: Float32Array;
  /** @param probe - float32 [dimension]. */
  run(probe: Float32Array): void;
  /** Overwrites a row, or adds one at the end. @param row - At most `rows`. @param vector - Copied. */
  write(row: number, vector: Float32Array): void;
  /** A copy of a row, float32 [dimension]. */
  read(row: number): Float32Array;
  /** Makes room for so many rows at once. */
  reserve(rows: number): void;
  /** Overwrites the rows, the probe and the sums with zeros. */
  wipe(): void;
}

/** Two SIMD registers at a time. */
const LANES = 8;
const PAGE_BYTES = 65_536;
const FLOAT_BYTES = 4;
/** By so much more than it must, a scan that is full grows. */
const GROWTH = 1.25;

/** @param vectors - float32 [rows × dimension], row-major; copied. */
export function createRowScan(vectors: Float32Array, dimension: number): RowScan {
  const stride = Math.ceil(dimension / LANES) * LANES;
  const memory = new WebAssembly.Memory({ initial: 1 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(KERNEL), { env: { memory } });
  const { scan } = instance.exports as Kernel;
  let all = new Float32Array(memory.buffer);
  let rows = 0;
  let capacity = 0;
  const rowAt = (row: number): number => stride * (1 + row);
  const reserve = (wanted: number): void => {
    if (wanted <= capacity) return;
    capacity = wanted;
    // The probe, the rows, and their sums, which the next run makes anew.
    const pages = Math.ceil(((rowAt(capacity) + capacity) * FLOAT_BYTES) / PAGE_BYTES);
    const present = memory.buffer.byteLength / PAGE_BYTES;
    if (pages > present) memory.grow(pages - present);
    all = new Float32Array(memory.buffer);
  };
  const write = (row: number, vector: Float32Array): void => {
    if (row === capacity) reserve(Math.max(LANES, Math.ceil(capacity * GROWTH)));
    if (row === rows) rows += 1;
    // The lanes beyond the dimension stay zero and add nothing.
    all.set(vector, rowAt(row));
  };
  const sums = (): Float32Array => all.subarray(rowAt(capacity), rowAt(capacity) + rows);
  reserve(vectors.length / dimension);
  for (let at = 0; at < vectors.length; at += dimension) write(rows, vectors.subarray(at, at + dimension));
  return {
    get rows() {
      return rows;
    },
    get sums() {
      return sums();
    },
    run(probe) {
      all.set(probe, 0);
      if (rows === 0) return;
      scan(0, rowAt(0) * FLOAT_BYTES, rowAt(capacity) * FLOAT_BYTES, rows, stride * FLOAT_BYTES);
    },
    write,
    read: (row) => all.slice(rowAt(row), rowAt(row) + dimension),
    reserve,
    wipe() {
      all.fill(0);
    },
  };
}

const I32 = 0x7f;
const V128 = 0x7b;
const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const tee = (local: number): number[] => [0x22, local];
const constant = (value: number): number[] => [0x41, value];
const loop = (...body: number[][]): number[] => [0x03, 0x40, ...body.flat(), 0x0b];
const BRANCH_IF = [0x0d, 0];
const I32_LESS = [0x49];
const I32_ADD = [0x6a];
const I32_SUB = [0x6b];
const F32_ADD = [0x92];
const F32_STORE = [0x38, 2, 0];
const V_ZERO = [0xfd, 12, ...new Array<number>(16).fill(0)];
const load4 = (offset: number): number[] => [0xfd, 0, 4, offset];
const lane = (index: number): number[] => [0xfd, 31, index];
const F32X4_ADD = [0xfd, 0xe4, 1];
const F32X4_MUL = [0xfd, 0xe6, 1];

/** Locals of the kernel: its five parameters, then two addresses and two vectors of four sums. */
const [PROBE, ROW, SUM, ROWS, STRIDE, AT, END, FIRST, SECOND] = [0, 1, 2, 3, 4, 5, 6, 7, 8];

const addProducts = (sums: number, offset: number): number[] =>
  [get(sums), get(ROW), load4(offset), get(AT), load4(offset), F32X4_MUL, F32X4_ADD, set(sums)].flat();
const advance = (local: number, by: number): number[] => [...get(local), ...constant(by), ...I32_ADD];

/** For each row: two sums of four lanes over the row's length, added up and stored. */
const BODY: readonly number[] = [
  // Locals: two i32, two v128.
  ...[2, 2, I32, 2, V128],
  ...loop(
    [...get(PROBE), ...set(AT), ...get(ROW), ...get(STRIDE), ...I32_ADD, ...set(END)],
    [...V_ZERO, ...set(FIRST), ...V_ZERO, ...set(SECOND)],
    loop(
      addProducts(FIRST, 0),
      addProducts(SECOND, 16),
      [...advance(AT, 32), ...set(AT)],
      [...advance(ROW, 32), ...tee(ROW), ...get(END), ...I32_LESS, ...BRANCH_IF],
    ),
    [...get(SUM), ...get(FIRST), ...get(SECOND), ...F32X4_ADD, ...tee(FIRST), ...lane(0)],
    [1, 2, 3].flatMap((index) => [...get(FIRST), ...lane(index), ...F32_ADD]),
    F32_STORE,
    [...advance(SUM, 4), ...set(SUM)],
    [...get(ROWS), ...constant(1), ...I32_SUB, ...tee(ROWS), ...BRANCH_IF],
  ),
  0x0b,
];

const text = (value: string): number[] => [value.length, ...Array.from(value, (char) => char.charCodeAt(0))];
/** Lengths in LEB128: seven bits a byte. */
const sized = (bytes: readonly number[]): number[] =>
  bytes.length < 128 ? [bytes.length, ...bytes] : [(bytes.length & 127) | 128, bytes.length >> 7, ...bytes];
const section = (id: number, bytes: readonly number[]): number[] => [id, ...sized(bytes)];

/** The module's bytes (WebAssembly core specification, binary format): one imported memory, one function. */
const KERNEL = new Uint8Array([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 5, I32, I32, I32, I32, I32, 0]),
  ...section(2, [1, ...text('env'), ...text('memory'), 2, 0, 1]),
  ...section(3, [1, 0]),
  ...section(7, [1, ...text('scan'), 0, 0]),
  ...section(10, [1, ...sized(BODY)]),
]);
