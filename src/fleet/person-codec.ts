/**
 * @file A person as the fleet carries them: registers, and the vectors of the face as float16. To bytes and back,
 * and from and to a subject of the store. The bytes are not encrypted.
 *
 * Layout: uint32 length of the registers, little-endian · the registers (JSON, UTF-8) · rows × dimension float16.
 */
import * as v from 'valibot';
import { fromFloat16, toFloat16 } from '../core/embedding/float16.ts';
import type { Subject, Template } from '../core/template/types.ts';
import { decodeUtf8, encodeUtf8, toHex, type Bytes } from '../storage/bytes.ts';
import { decodeSubject, encodeSubject } from '../storage/template-codec.ts';
import { FleetError } from './errors.ts';
import { type Json, mergeRegisters, NO_REGISTERS, type Registers, RegistersSchema } from './registers.ts';

export interface FleetPerson {
  readonly registers: Registers;
  /** Of the register `template`; empty where there is none. */
  readonly vectors: Bytes;
}

/** Nobody yet. */
export const NOBODY: FleetPerson = { registers: NO_REGISTERS, vectors: new Uint8Array(0) };

const LENGTH_BYTES = 4;
const FLOAT_BYTES = 2;

const TemplateSchema = v.nullable(
  v.strictObject({
    modelSha256: v.string(),
    dimension: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096)),
    rows: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(256)),
    /** Of the vectors' bytes: tells which vectors belong to it. */
    sha256: v.string(),
  }),
);

type TemplateFacts = NonNullable<v.InferOutput<typeof TemplateSchema>>;

export function encodePerson({ registers, vectors }: FleetPerson): Bytes {
  const json = encodeUtf8(JSON.stringify(registers));
  const bytes = new Uint8Array(LENGTH_BYTES + json.length + vectors.length);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, LENGTH_BYTES);
  bytes.set(vectors, LENGTH_BYTES + json.length);
  return bytes;
}

/** @throws FleetError `invalid`. */
export function decodePerson(bytes: Uint8Array): FleetPerson {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length < LENGTH_BYTES ? Infinity : LENGTH_BYTES + view.getUint32(0, true);
  if (end > bytes.length) throw new FleetError('invalid');
  const registers = decodeRegisters(bytes.subarray(LENGTH_BYTES, end));
  const vectors = new Uint8Array(bytes.subarray(end));
  const template = templateOf(registers);
  if (vectors.length !== (template === null ? 0 : template.rows * template.dimension * FLOAT_BYTES)) {
    throw new FleetError('invalid');
  }
  return { registers, vectors };
}

/** @throws FleetError `invalid`. */
export function decodeRegisters(bytes: Uint8Array): Registers {
  try {
    return v.parse(RegistersSchema, JSON.parse(decodeUtf8(bytes)));
  } catch (cause) {
    throw new FleetError('invalid', { cause });
  }
}

/** The vectors go with the template that is the later one. */
export function mergePeople(a: FleetPerson, b: FleetPerson): FleetPerson {
  const registers = mergeRegisters(a.registers, b.registers);
  const sha256 = templateOf(registers)?.sha256;
  if (sha256 === undefined) return { registers, vectors: new Uint8Array(0) };
  const isOfA = templateOf(a.registers)?.sha256 === sha256 && a.vectors.length > 0;
  return { registers, vectors: isOfA ? a.vectors : b.vectors };
}

/** False where the vectors of the face are not here, as of somebody whom this door does not store. */
export function isWhole({ registers, vectors }: FleetPerson): boolean {
  return templateOf(registers) === null || vectors.length > 0;
}

/** What the registers of a subject hold. @returns The fields, and the vectors that belong to `template`. */
export async function fieldsOf(
  subject: Subject,
  crypto: Crypto,
): Promise<{ readonly fields: Readonly<Record<string, Json>>; readonly vectors: Bytes }> {
  const { template, consent, pin, skippedViews, accommodations } = subject;
  const { name, badge, enrolledAtMs, meanQuality, suspendedAtMs, entryRule, schedule } = subject;
  const vectors = template === null ? new Uint8Array(0) : encodeVectors(template);
  const fields = {
    ...{ name, badge, enrolledAtMs, meanQuality, suspendedAtMs, entryRule, schedule },
    consent: { ...consent },
    pin: pin && { ...pin },
    skippedViews: skippedViews && [...skippedViews],
    accommodations: [...accommodations],
    template: template && {
      modelSha256: template.modelSha256,
      dimension: template.dimension,
      rows: template.embeddings.length,
      sha256: toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', vectors))),
    },
  };
  return { fields, vectors };
}

/**
 * The subject of the registers, with unit vectors. Two edits at two places may leave somebody with an accommodation
 * and without what it needs: then they have no accommodation, which is the stricter rule.
 * @param id - The one under which the registers are kept.
 * @returns Null for somebody who was erased.
 * @throws FleetError `invalid` where the registers make no subject.
 */
export function subjectOf(id: string, { registers, vectors }: FleetPerson): Subject | null {
  if (registers.erasedAt !== null) return null;
  const values: Record<string, unknown> = Object.fromEntries(
    Object.entries(registers.fields).map(([name, { v: value }]) => [name, value]),
  );
  const template = templateOf(registers);
  const { pin, skippedViews, schedule, badge, accommodations } = values as unknown as Subject;
  const isHeld = badge !== null && pin !== null;
  try {
    const subject = {
      ...(values as unknown as Subject),
      id,
      skippedViews: skippedViews ?? null,
      pin: pin ?? null,
      // An earlier door wrote the record without it.
      schedule: schedule ?? null,
      accommodations: isHeld ? accommodations : [],
      template: template && decodeVectors(template, vectors),
    };
    // The store's own check of what comes from outside.
    return decodeSubject(encodeSubject(subject));
  } catch (cause) {
    throw new FleetError('invalid', { cause });
  }
}

function templateOf({ fields }: Registers): TemplateFacts | null {
  if (!('template' in fields)) return null;
  const parsed = v.safeParse(TemplateSchema, fields.template.v);
  if (!parsed.success) throw new FleetError('invalid');
  return parsed.output;
}

function encodeVectors({ embeddings, dimension }: Template): Bytes {
  const bytes = new Uint8Array(embeddings.length * dimension * FLOAT_BYTES);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const embedding of embeddings) {
    for (const value of embedding) {
      view.setUint16(at, toFloat16(value), true);
      at += FLOAT_BYTES;
    }
  }
  return bytes;
}

/** Of unit length again, which rounding has changed a little. */
function decodeVectors({ modelSha256, dimension, rows }: TemplateFacts, vectors: Bytes): Template {
  const view = new DataView(vectors.buffer, vectors.byteOffset, vectors.byteLength);
  const embeddings: Float32Array[] = [];
  for (let row = 0; row < rows; row += 1) {
    const values = new Float32Array(dimension);
    let squares = 0;
    for (let column = 0; column < dimension; column += 1) {
      const value = fromFloat16(view.getUint16((row * dimension + column) * FLOAT_BYTES, true));
      values[column] = value;
      squares += value * value;
    }
    const length = Math.sqrt(squares);
    // What is far from a unit vector stays so, and the store refuses it.
    if (Math.abs(length - 1) <= MOST_ROUNDING) {
      for (let column = 0; column < dimension; column += 1) values[column] /= length;
    }
    embeddings.push(values);
  }
  return { modelSha256, dimension, embeddings };
}

/** Of a vector's length, by the rounding of its numbers. */
const MOST_ROUNDING = 1e-3;
