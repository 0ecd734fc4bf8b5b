/**
 * @file A subject as bytes and back, with every bit of the embeddings. Checks subjects that come from outside. The
 * bytes are not encrypted: the caller must seal them, and then overwrite them.
 *
 * Layout: uint32 header length, header (JSON, UTF-8), then the embeddings as float32, all little-endian.
 */
import * as v from 'valibot';
import type { Subject } from '../core/template/types.ts';
import { decodeUtf8, encodeUtf8, type Bytes } from './bytes.ts';
import { StorageError } from './errors.ts';
import { isWithinRanges, KdfParametersSchema, SALT_BYTES } from './keys/passphrase.ts';
import { PIN_HASH_BYTES, PIN_KDF } from './keys/pin.ts';

const MAX_DIMENSION = 4096;
const MAX_EMBEDDINGS = 256;
/**
 * An embedding longer than a unit vector is too similar to every face. An attacker could plant such a template to let
 * everybody in. The rounding of float32 stays far below this tolerance.
 */
const UNIT_LENGTH_TOLERANCE = 1e-3;

const HEADER_LENGTH_BYTES = 4;
const FLOAT_BYTES = 4;

const TimestampSchema = v.pipe(v.number(), v.finite(), v.minValue(0));

const HexSchema = (bytes: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`)));

const PinSchema = v.pipe(
  v.object({
    ...KdfParametersSchema.entries,
    salt: HexSchema(SALT_BYTES),
    hash: HexSchema(PIN_HASH_BYTES),
  }),
  // An attacker's hash with a huge cost must not exhaust the device when somebody types a PIN.
  v.check((pin) => isWithinRanges(pin, PIN_KDF.ranges)),
);

/** A later version of the program may have written more fields. They are ignored, and lost with the next change. */
const HeaderSchema = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  badge: v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
  consent: v.object({
    textVersion: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
    givenAtMs: TimestampSchema,
    retainUntilMs: TimestampSchema,
  }),
  enrolledAtMs: TimestampSchema,
  // Older subjects lack these two.
  meanQuality: v.optional(v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1))), null),
  suspendedAtMs: v.optional(v.nullable(TimestampSchema), null),
  // And these two.
  entryRule: v.optional(v.picklist(['face', 'faceAndHeld']), 'face'),
  accommodations: v.optional(
    v.pipe(
      v.array(v.picklist(['light', 'turn', 'nod', 'blink', 'mouth', 'move'])),
      v.check((all) => new Set(all).size === all.length),
    ),
    [],
  ),
  /** Null, 0 and 0 for a subject without a template. */
  modelSha256: v.nullable(HexSchema(32)),
  dimension: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_DIMENSION)),
  embeddings: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_EMBEDDINGS)),
  // Older subjects lack these two, and so does whoever has none: blocks hold a hash of the bytes.
  skippedViews: v.optional(
    v.pipe(
      v.array(v.picklist(['frontal', 'left', 'right', 'up', 'down'])),
      v.check((all) => new Set(all).size === all.length),
    ),
  ),
  pin: v.optional(PinSchema),
  // The same.
  schedule: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
});

/**
 * @returns The caller owns the bytes, seals them and overwrites them.
 * @throws StorageError `invalid`, which names the field and quotes nothing of its content.
 */
export function encodeSubject(subject: Subject): Bytes {
  const { template, pin, skippedViews, schedule } = subject;
  const embeddings = template?.embeddings ?? [];
  const { textVersion, givenAtMs, retainUntilMs } = subject.consent;
  const header = parseHeader({
    id: subject.id,
    name: subject.name,
    badge: subject.badge,
    consent: { textVersion, givenAtMs, retainUntilMs },
    enrolledAtMs: subject.enrolledAtMs,
    meanQuality: subject.meanQuality,
    suspendedAtMs: subject.suspendedAtMs,
    entryRule: subject.entryRule,
    accommodations: [...subject.accommodations],
    modelSha256: template?.modelSha256 ?? null,
    dimension: template?.dimension ?? 0,
    embeddings: embeddings.length,
    ...(skippedViews === null ? {} : { skippedViews: [...skippedViews] }),
    ...(pin === null ? {} : { pin }),
    ...(schedule === null ? {} : { schedule }),
  });
  checkEmbeddings(embeddings, header.dimension);
  const json = encodeUtf8(JSON.stringify(header));
  const floats = header.embeddings * header.dimension;
  const bytes = new Uint8Array(HEADER_LENGTH_BYTES + json.length + floats * FLOAT_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, json.length, true);
  bytes.set(json, HEADER_LENGTH_BYTES);
  let offset = HEADER_LENGTH_BYTES + json.length;
  for (const embedding of embeddings) {
    // By index: the iterators of typed arrays take ten times as long.
    for (let index = 0; index < embedding.length; index += 1) {
      view.setFloat32(offset, embedding[index], true);
      offset += FLOAT_BYTES;
    }
  }
  return bytes;
}

/**
 * @param bytes - Stay the caller's, who overwrites them.
 * @returns A subject with its own embeddings.
 * @throws StorageError `invalid` when the bytes are no subject.
 */
export function decodeSubject(bytes: Uint8Array): Subject {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = bytes.length < HEADER_LENGTH_BYTES ? Infinity : view.getUint32(0, true);
  const start = HEADER_LENGTH_BYTES + headerBytes;
  if (start > bytes.length) throw invalid('its length does not fit');
  const header = parseHeader(parseJson(bytes.subarray(HEADER_LENGTH_BYTES, start)));
  const { modelSha256, dimension, embeddings: count, ...rest } = header;
  const { skippedViews = null, pin = null, schedule = null, ...person } = rest;
  if (bytes.length !== start + count * dimension * FLOAT_BYTES) throw invalid('its length does not fit');
  const embeddings = Array.from({ length: count }, (_, row) =>
    readFloats(view, start + row * dimension * FLOAT_BYTES, dimension),
  );
  checkEmbeddings(embeddings, dimension);
  const template = modelSha256 === null ? null : { modelSha256, dimension, embeddings };
  return { ...person, skippedViews, schedule, template, pin };
}

function readFloats(view: DataView, offset: number, length: number): Float32Array {
  const floats = new Float32Array(length);
  for (let index = 0; index < length; index += 1) {
    floats[index] = view.getFloat32(offset + index * FLOAT_BYTES, true);
  }
  return floats;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decodeUtf8(bytes));
  } catch {
    throw invalid('its header cannot be read');
  }
}

function parseHeader(header: unknown): v.InferOutput<typeof HeaderSchema> {
  const parsed = v.safeParse(HeaderSchema, header);
  if (parsed.success) {
    const { modelSha256, dimension, embeddings, pin, badge, accommodations } = parsed.output;
    const parts = [modelSha256 !== null, dimension > 0, embeddings > 0];
    if (new Set(parts).size !== 1) throw invalid('its template is incomplete');
    if (modelSha256 === null && pin === undefined) throw invalid('it has neither a template nor a PIN');
    // Without them the accommodation would be a way in by the face alone.
    if (accommodations.length > 0 && (badge === null || pin === undefined)) {
      throw invalid('it has an accommodation, but not both a badge and a PIN');
    }
    return parsed.output;
  }
  // Valibot's own text would quote the value.
  throw invalid(`its field “${v.getDotPath(parsed.issues[0]) ?? 'header'}” is missing or out of range`);
}

function checkEmbeddings(embeddings: readonly Float32Array[], dimension: number): void {
  for (const embedding of embeddings) {
    if (embedding.length !== dimension) {
      throw invalid(`an embedding has ${embedding.length} values instead of ${dimension}`);
    }
    let squares = 0;
    for (let index = 0; index < embedding.length; index += 1) squares += embedding[index] ** 2;
    // In this form of the comparison NaN fails too.
    if (!(Math.abs(Math.sqrt(squares) - 1) <= UNIT_LENGTH_TOLERANCE))
      throw invalid('an embedding is no unit vector');
  }
}

function invalid(why: string): StorageError {
  return new StorageError('invalid', `The subject is not valid: ${why}.`);
}
