/** @file Writes protobuf messages field by field, with protobufjs' writer. Knows nothing of ONNX. */
import protobuf from 'protobufjs/minimal.js';
import { littleEndian } from './little-endian.ts';

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** Collects the fields of one message. */
export class MessageWriter {
  private readonly _out = protobuf.Writer.create();

  /**
   * An int32, int64, enum or bool field.
   *
   * @throws RangeError when a number is no safe integer or a bigint needs more than 64 bits.
   */
  int(field: number, value: number | bigint): this {
    this._tag(field, VARINT).int64(int64Of(value));
    return this;
  }

  float(field: number, value: number): this {
    this._tag(field, FIXED_32).float(value);
    return this;
  }

  string(field: number, value: string): this {
    this._tag(field, LENGTH_DELIMITED).string(value);
    return this;
  }

  /** @param value - Borrowed until `finish`. */
  bytes(field: number, value: Uint8Array): this {
    this._tag(field, LENGTH_DELIMITED).bytes(value);
    return this;
  }

  /** A message field, filled by `write`. */
  message(field: number, write: (inner: this) => void): this {
    this._tag(field, LENGTH_DELIMITED).fork();
    write(this);
    this._out.ldelim();
    return this;
  }

  /** A repeated int64 field, packed. Nothing is written for an empty list. */
  packedInts(field: number, values: readonly (number | bigint)[]): this {
    if (values.length === 0) return this;
    this._tag(field, LENGTH_DELIMITED).fork();
    for (const value of values) this._out.int64(int64Of(value));
    this._out.ldelim();
    return this;
  }

  /** A repeated float field, packed. Nothing is written for an empty list. */
  packedFloats(field: number, values: readonly number[]): this {
    return values.length === 0 ? this : this.bytes(field, littleEndian(Float32Array.from(values)));
  }

  /** @returns A new array with all bytes written. Call it once. */
  finish(): Uint8Array {
    // A copy, since protobufjs cuts small messages from a buffer that others share.
    return new Uint8Array(this._out.finish());
  }

  private _tag(field: number, wireType: number): protobuf.Writer {
    return this._out.uint32(field * 8 + wireType);
  }
}

type Int64 = Parameters<protobuf.Writer['int64']>[0];

/**
 * @returns The value as protobufjs' writer takes it, which knows no bigint: a safe integer, or two halves of 32 bits.
 */
function int64Of(value: number | bigint): Int64 {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no safe integer`);
    return value;
  }
  if (BigInt.asIntN(64, value) !== value) throw new RangeError(`${value} does not fit into 64 bits`);
  const low = Number(BigInt.asIntN(32, value));
  const high = Number(BigInt.asIntN(32, value >> 32n));
  return { low, high, unsigned: false };
}
