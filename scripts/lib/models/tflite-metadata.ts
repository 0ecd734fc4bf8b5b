/**
 * @file Adds the metadata that MediaPipe's Tasks API asks for to a TFLite model that has none: how an input
 * image's channels are normalised. The old file's bytes stay untouched; only a new head is put before them.
 *
 * Field numbers are those of TFLite's schema.fbs and of MediaPipe's metadata_schema.fbs.
 */
import { Builder, ByteBuffer } from 'flatbuffers';

const MODEL_IDENTIFIER = 'TFL3';
const METADATA_IDENTIFIER = 'M001';

/** The name under which TFLite's tools look for the metadata buffer. */
const METADATA_NAME = 'TFLITE_METADATA';

/** Old bytes keep their alignment to this; schema.fbs forces it for the weights. */
const ALIGNMENT = 16;

const MODEL = {
  version: 0,
  operatorCodes: 1,
  subgraphs: 2,
  description: 3,
  buffers: 4,
  metadata: 6,
  fields: 8,
};
const METADATA = { name: 0, buffer: 1, fields: 2 };
const BUFFER = { data: 0, fields: 1 };

/** value = (channel − mean) / std, channels on the 0…255 scale, the same for each channel. */
export interface Normalization {
  readonly mean: number;
  readonly std: number;
}

interface Field {
  readonly id: number;
  /** Position of the field itself; for a reference, of the place it refers to. */
  readonly at: number;
}

/**
 * @param model - A whole .tflite file; not changed.
 * @returns A new file; the same input always gives the same bytes.
 * @throws when the file is no TFLite model or carries metadata already.
 */
export function addNormalizationMetadata(model: Uint8Array, normalization: Normalization): Uint8Array {
  const old = new ByteBuffer(model);
  if (model.length < 8 || !old.__has_identifier(MODEL_IDENTIFIER)) {
    throw new Error('This is no TFLite model: its identifier is not TFL3.');
  }
  const root = old.readInt32(0);
  if (fieldAt(old, root, MODEL.metadata) !== null) throw new Error('The model carries metadata already.');
  const buffersAt = fieldAt(old, root, MODEL.buffers);
  if (buffersAt === null) throw new Error('The TFLite model has no buffers.');

  const references: Field[] = [];
  for (let id = 1; id < MODEL.fields; id++) {
    const at = fieldAt(old, root, id);
    if (id !== MODEL.buffers && at !== null) references.push({ id, at: old.__indirect(at) });
  }
  const versionAt = fieldAt(old, root, MODEL.version);
  const buffers = old.__indirect(buffersAt);
  const oldBuffers = Array.from({ length: old.readInt32(buffers) }, (_, i) =>
    old.__indirect(buffers + 4 + 4 * i),
  );
  return joinHead(model, {
    version: versionAt === null ? 0 : old.readInt32(versionAt),
    references,
    oldBuffers,
    metadata: buildMetadata(normalization),
  });
}

interface Head {
  readonly version: number;
  /** The old model's other fields, as positions in the old file. */
  readonly references: readonly Field[];
  /** Positions of the old Buffer tables in the old file. */
  readonly oldBuffers: readonly number[];
  readonly metadata: Uint8Array;
}

/**
 * Lays the new head out by hand, as a flatbuffer's builder cannot refer to bytes behind its own end:
 * root offset, identifier, model vtable, model, buffers vector, metadata vector, Metadata table with its name,
 * Buffer table with the metadata, and then the old file.
 */
function joinHead(model: Uint8Array, { version, references, oldBuffers, metadata }: Head): Uint8Array {
  const present = [MODEL.version, ...references.map(({ id }) => id), MODEL.buffers, MODEL.metadata];
  const modelVtable = 8;
  const modelTable = align(modelVtable + 4 + 2 * MODEL.fields, 4);
  const buffersVector = modelTable + 4 + 4 * present.length;
  const metadataVector = buffersVector + 4 + 4 * (oldBuffers.length + 1);
  const entryVtable = metadataVector + 8;
  const entryTable = align(entryVtable + 4 + 2 * METADATA.fields, 4);
  const name = entryTable + 12;
  const bufferVtable = align(name + 4 + METADATA_NAME.length + 1, 4);
  const bufferTable = align(bufferVtable + 4 + 2 * BUFFER.fields, 4);
  // The vector's first byte, behind its four-byte length, is aligned.
  const data = align(bufferTable + 8 + 4, ALIGNMENT) - 4;
  const oldFile = align(data + 4 + metadata.length, ALIGNMENT);

  const bytes = new Uint8Array(oldFile + model.length);
  const view = new DataView(bytes.buffer);
  const refer = (at: number, to: number): void => {
    view.setUint32(at, to - at, true);
  };
  const vtable = (at: number, table: number, fields: number, order: readonly number[]): void => {
    view.setUint16(at, 4 + 2 * fields, true);
    view.setUint16(at + 2, 4 + 4 * order.length, true);
    order.forEach((id, i) => {
      view.setUint16(at + 4 + 2 * id, 4 + 4 * i, true);
    });
    view.setInt32(table, table - at, true);
  };
  const text = (at: number, value: string): void => {
    bytes.set(new TextEncoder().encode(value), at);
  };
  const slot = (table: number, order: readonly number[], id: number): number =>
    table + 4 + 4 * order.indexOf(id);

  refer(0, modelTable);
  text(4, MODEL_IDENTIFIER);
  vtable(modelVtable, modelTable, MODEL.fields, present);
  view.setUint32(slot(modelTable, present, MODEL.version), version, true);
  for (const { id, at } of references) refer(slot(modelTable, present, id), oldFile + at);
  refer(slot(modelTable, present, MODEL.buffers), buffersVector);
  refer(slot(modelTable, present, MODEL.metadata), metadataVector);

  view.setUint32(buffersVector, oldBuffers.length + 1, true);
  oldBuffers.forEach((at, i) => {
    refer(buffersVector + 4 + 4 * i, oldFile + at);
  });
  refer(buffersVector + 4 + 4 * oldBuffers.length, bufferTable);

  view.setUint32(metadataVector, 1, true);
  refer(metadataVector + 4, entryTable);
  vtable(entryVtable, entryTable, METADATA.fields, [METADATA.name, METADATA.buffer]);
  refer(entryTable + 4, name);
  view.setUint32(entryTable + 8, oldBuffers.length, true);
  view.setUint32(name, METADATA_NAME.length, true);
  text(name + 4, METADATA_NAME);

  vtable(bufferVtable, bufferTable, BUFFER.fields, [BUFFER.data]);
  refer(bufferTable + 4, data);
  view.setUint32(data, metadata.length, true);
  bytes.set(metadata, data + 4);
  bytes.set(model, oldFile);
  return bytes;
}

/** ModelMetadata → SubGraphMetadata → the input's TensorMetadata → an RGB image with one process unit. */
function buildMetadata({ mean, std }: Normalization): Uint8Array {
  const IMAGE_PROPERTIES = 2;
  const RGB = 1;
  const NORMALIZATION_OPTIONS = 1;
  const builder = new Builder(512);

  const stds = floats(builder, [std]);
  const means = floats(builder, [mean]);
  const options = table(builder, 2, () => {
    builder.addFieldOffset(0, means, 0);
    builder.addFieldOffset(1, stds, 0);
  });
  const unit = table(builder, 2, () => {
    builder.addFieldInt8(0, NORMALIZATION_OPTIONS, 0);
    builder.addFieldOffset(1, options, 0);
  });
  const units = offsets(builder, [unit]);
  const image = table(builder, 2, () => {
    builder.addFieldInt8(0, RGB, 0);
  });
  const content = table(builder, 3, () => {
    builder.addFieldInt8(0, IMAGE_PROPERTIES, 0);
    builder.addFieldOffset(1, image, 0);
  });
  const tensorName = builder.createString('image');
  const tensor = table(builder, 7, () => {
    builder.addFieldOffset(0, tensorName, 0);
    builder.addFieldOffset(3, content, 0);
    builder.addFieldOffset(4, units, 0);
  });
  const tensors = offsets(builder, [tensor]);
  const subgraph = table(builder, 10, () => {
    builder.addFieldOffset(2, tensors, 0);
  });
  const subgraphs = offsets(builder, [subgraph]);
  const root = table(builder, 8, () => {
    builder.addFieldOffset(3, subgraphs, 0);
  });
  builder.finish(root, METADATA_IDENTIFIER);
  return builder.asUint8Array();
}

function table(builder: Builder, fields: number, addFields: () => void): number {
  builder.startObject(fields);
  addFields();
  return builder.endObject();
}

function floats(builder: Builder, values: readonly number[]): number {
  builder.startVector(4, values.length, 4);
  for (const value of [...values].reverse()) builder.addFloat32(value);
  return builder.endVector();
}

function offsets(builder: Builder, values: readonly number[]): number {
  builder.startVector(4, values.length, 4);
  for (const value of [...values].reverse()) builder.addOffset(value);
  return builder.endVector();
}

/** Where field `id` of the table at `position` lies, or null where the table leaves it out. */
function fieldAt(buffer: ByteBuffer, position: number, id: number): number | null {
  const offset = buffer.__offset(position, 4 + 2 * id);
  return offset === 0 ? null : position + offset;
}

function align(position: number, to: number): number {
  return Math.ceil(position / to) * to;
}
