/**
 * @file Writes the protobuf wire format (protobuf.dev/programming-guides/encoding): fields into a byte list.
 *
 * Knows nothing of ONNX, and does not read.
 */

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

const utf8 = new TextEncoder();

/** Collects the fields of one message. Large byte fields are kept as views and copied once, in `finish`. */
export class ProtoWriter {
  private readonly _chunks: Uint8Array[] = [];
  private _pending: number[] = [];
  private _length = 0;

  /** Bytes written so far. */
  get length(): number {
    return this._length;
  }

  /**
   * An int32, int64, enum or bool field.
   *
   * @throws RangeError when a number is no safe integer or a bigint needs more than 64 bits.
   */
  int(field: number, value: number | bigint): this {
    this._tag(field, VARINT);
    return this._signed(value);
  }

  /** A float field: IEEE 754 single precision, little-endian. */
  float(field: number, value: number): this {
    this._tag(field, FIXED_32);
    this._push(...new Uint8Array(littleEndian(Float32Array.of(value)).buffer));
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, utf8.encode(value));
  }

  /** @param value - Borrowed until `finish`. */
  bytes(field: number, value: Uint8Array): this {
    this._tag(field, LENGTH_DELIMITED);
    this._varint(value.length);
    this._append(value);
    return this;
  }

  /** A message field, filled by `write`. */
  message(field: number, write: (inner: ProtoWriter) => void): this {
    const inner = new ProtoWriter();
    write(inner);
    this._tag(field, LENGTH_DELIMITED);
    this._varint(inner.length);
    inner._flush();
    for (const chunk of inner._chunks) this._append(chunk);
    return this;
  }

  /** A repeated int64 field, packed. Nothing is written for an empty list. */
  packedInts(field: number, values: readonly (number | bigint)[]): this {
    if (values.length === 0) return this;
    const inner = new ProtoWriter();
    for (const value of values) inner._signed(value);
    return this.bytes(field, inner.finish());
  }

  /** A repeated float field, packed. Nothing is written for an empty list. */
  packedFloats(field: number, values: readonly number[]): this {
    if (values.length === 0) return this;
    return this.bytes(field, littleEndian(Float32Array.from(values)));
  }

  /** @returns A new array with all bytes written. */
  finish(): Uint8Array {
    this._flush();
    const out = new Uint8Array(this._length);
    let offset = 0;
    for (const chunk of this._chunks) {
      out.set(chunk, offset);
      offset += chunk.length;
    }
    return out;
  }

  private _tag(field: number, wireType: number): void {
    this._varint(field * 8 + wireType);
  }

  /** Negative values are written as their 64-bit two's complement, ten bytes long, as protobuf demands. */
  private _signed(value: number | bigint): this {
    if (typeof value === 'number') {
      if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no safe integer`);
      if (value >= 0) return this._varint(value);
    } else if (BigInt.asIntN(64, value) !== value) {
      throw new RangeError(`${value} does not fit into 64 bits`);
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 0x7fn) {
      this._push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this._push(Number(rest));
    return this;
  }

  private _varint(value: number): this {
    let rest = value;
    while (rest > 0x7f) {
      this._push((rest % 128) | 0x80);
      rest = Math.floor(rest / 128);
    }
    this._push(rest);
    return this;
  }

  private _push(...bytes: number[]): void {
    this._pending.push(...bytes);
    this._length += bytes.length;
  }

  private _append(bytes: Uint8Array): void {
    this._flush();
    this._chunks.push(bytes);
    this._length += bytes.length;
  }

  private _flush(): void {
    if (this._pending.length === 0) return;
    this._chunks.push(Uint8Array.from(this._pending));
    this._pending = [];
  }
}

const HOST_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** @returns The elements' bytes in little-endian order: a view where the host's order is that, else a copy. */
export function littleEndian(data: ArrayBufferView & { readonly BYTES_PER_ELEMENT: number }): Uint8Array {
  const view = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (HOST_IS_LITTLE_ENDIAN) return view;
  const size = data.BYTES_PER_ELEMENT;
  const swapped = new Uint8Array(view.length);
  for (let at = 0; at < view.length; at += size) swapped.set(view.slice(at, at + size).reverse(), at);
  return swapped;
}
