/**
 * @file Reads protobuf messages field by field, with the bounds checks of protobufjs' reader.
 *
 * Knows nothing of ONNX. The message that holds a string, a byte field or a packed list limits its length. So a
 * damaged file ends in an error and never in a huge allocation.
 */
import protobuf from 'protobufjs/minimal.js';

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** Reads one occurrence of a field. */
export type FieldReader = (reader: protobuf.Reader, wireType: number) => void;

/**
 * Reads a message to its end; fields without a reader are passed over.
 *
 * @throws Error when the bytes are no complete message or a field is of another wire type.
 */
export function readMessage(bytes: Uint8Array, fields: Readonly<Record<number, FieldReader>>): void {
  const reader = protobuf.Reader.create(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const field = tag >>> 3;
    if (Object.hasOwn(fields, field)) fields[field](reader, tag & 7);
    else reader.skipType(tag & 7);
  }
}

function expectWireType(found: number, wanted: number): void {
  if (found !== wanted) throw new Error(`a field has wire type ${found} in place of ${wanted}`);
}

function readInt(reader: protobuf.Reader): bigint {
  const value = reader.int64();
  if (typeof value === 'number') return BigInt(value);
  return BigInt.asIntN(64, (BigInt(value.high) << 32n) | BigInt(value.low >>> 0));
}

/** A field of bytes: a view into the file. */
export const bytesField =
  (take: (value: Uint8Array) => void): FieldReader =>
  (reader, wireType) => {
    expectWireType(wireType, LENGTH_DELIMITED);
    take(reader.bytes());
  };

const utf8 = new TextDecoder();

export const stringField = (take: (value: string) => void): FieldReader =>
  bytesField((value) => take(utf8.decode(value)));

/** One or more integers: int64, int32, enum or bool, packed or not. */
export const intField = (take: (value: bigint) => void): FieldReader => listField(VARINT, readInt, take);

/** One or more float32 numbers, packed or not. */
export const floatField = (take: (value: number) => void): FieldReader =>
  listField(FIXED_32, (reader) => reader.float(), take);

/** One or more float64 numbers, packed or not. */
export const doubleField = (take: (value: number) => void): FieldReader =>
  listField(FIXED_64, (reader) => reader.double(), take);

function listField<T>(
  own: number,
  read: (reader: protobuf.Reader) => T,
  take: (value: T) => void,
): FieldReader {
  return (reader, wireType) => {
    if (wireType === own) {
      take(read(reader));
      return;
    }
    expectWireType(wireType, LENGTH_DELIMITED);
    const packed = protobuf.Reader.create(reader.bytes());
    while (packed.pos < packed.len) take(read(packed));
  };
}
