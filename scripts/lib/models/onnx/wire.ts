/**
 * @file Copies a protobuf message with some of its fields changed, so that whatever else a file holds stays as it is.
 * Knows nothing of ONNX.
 */
import protobuf from 'protobufjs/minimal.js';

const LENGTH_DELIMITED = 2;

/** Bytes in place of a field's own. */
export type FieldChange = 'remove' | ((bytes: Uint8Array) => Uint8Array);

/**
 * @param changes - By field number. Only fields that are bytes, strings or messages can be given other bytes.
 * @param added - Whole fields that come after the others.
 * @throws Error when the bytes are no complete message.
 */
export function rewriteMessage(
  bytes: Uint8Array,
  changes: Readonly<Record<number, FieldChange>>,
  added: readonly Uint8Array[] = [],
): Uint8Array {
  const reader = protobuf.Reader.create(bytes);
  const parts: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = reader.uint32();
    const [field, wireType] = [tag >>> 3, tag & 7];
    const change = Object.hasOwn(changes, field) ? changes[field] : null;
    if (typeof change === 'function' && wireType === LENGTH_DELIMITED) {
      parts.push(fieldOf(field, change(reader.bytes())));
      continue;
    }
    reader.skipType(wireType);
    if (change !== 'remove') parts.push(bytes.subarray(start, reader.pos));
  }
  return Buffer.concat([...parts, ...added]);
}

/** A field of bytes, a string or a message, with its tag and length. */
export function fieldOf(field: number, content: Uint8Array): Uint8Array {
  const head = protobuf.Writer.create()
    .uint32(field * 8 + LENGTH_DELIMITED)
    .uint32(content.length)
    .finish();
  return Buffer.concat([head, content]);
}
