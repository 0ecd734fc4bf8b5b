/**
 * @file The blocks that lie beside the people's records: what the door needs of some hundred people at once, so that an
 * unlocking opens hundreds of blocks and not a hundred thousand records. As bytes and back; the caller seals them.
 *
 * There are three kinds, since each is needed at another time. `people`: consent, badge, PIN, suspension, and the nonce
 * of the record that the rest was taken from. `faces`: what stands for the template at the door. `names`: what is shown
 * when it is asked for, and a hash of the whole subject.
 */
import type { Person, TemplateFacts } from '../../core/template/types.ts';
import { concatAll, decodeUtf8, encodeUtf8, type Bytes } from '../bytes.ts';
import { StorageError } from '../errors.ts';

/** In use with 100,000 people a block of faces has 200 KB, which a change writes in milliseconds. */
export const BLOCKS = 256;

export const BLOCK_KINDS = ['people', 'faces', 'names'] as const;
export type BlockKind = (typeof BLOCK_KINDS)[number];

/** The key of a block in its store. Blocks of a fleet lie there too: see `fleet/fleet-rows.ts`. */
export type BlockKey = `${BlockKind | 'fleet'}/${number}`;

export interface IndexedPerson {
  readonly id: string;
  /** Null where the record did not open when the block was made. */
  readonly person: Person | null;
  /** Of the record, as `nonceOf` gives it. */
  readonly nonce: string;
}

export interface IndexedFace {
  readonly id: string;
  readonly modelSha256: string;
  /** From `matchedVectors`. */
  readonly vectors: readonly Float32Array[];
}

export interface IndexedName {
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the subject as `template-codec.ts` encodes it, lower-case hex. */
  readonly digest: string;
}

/** All that the blocks hold of one person. */
export interface IndexEntry {
  readonly people: IndexedPerson;
  /** Null for somebody without a template. */
  readonly faces: IndexedFace | null;
  /** Null where the record does not open. */
  readonly names: IndexedName | null;
}

export interface BlockEntries {
  readonly people: readonly IndexedPerson[];
  readonly faces: readonly IndexedFace[];
  readonly names: readonly IndexedName[];
}

const FORM = 1;
const HEADER_LENGTH_BYTES = 4;
const FLOAT_BYTES = 4;

/** Of an id, by its FNV-1a hash: ids need not be random for it. */
export function blockOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % BLOCKS;
}

export function blockKey(kind: BlockKind | 'fleet', block: number): BlockKey {
  return `${kind}/${block}`;
}

/** A person as a row: most of 100,000 have the same text and the same model, which are named by their places. */
type PersonRow = readonly [
  id: string,
  badge: string | null,
  text: number,
  givenAtMs: number,
  retainUntilMs: number,
  enrolledAtMs: number,
  meanQuality: number | null,
  suspendedAtMs: number | null,
  entryRule: Person['entryRule'],
  accommodations: Person['accommodations'],
  template: number | null,
  pin: Person['pin'],
  nonce: string,
  // Rows of before lack it.
  skippedViews?: Person['skippedViews'],
  schedule?: Person['schedule'],
];

/** What a block of people holds, and how a worker hands people to the page. */
export interface PeopleRows {
  readonly form: typeof FORM;
  readonly texts: readonly string[];
  readonly templates: readonly TemplateFacts[];
  readonly rows: readonly PersonRow[];
  /** Ids and nonces of records that did not open. */
  readonly unreadable: readonly (readonly [string, string])[];
}

/** @returns The caller owns the bytes, seals them and overwrites them. */
export function encodeBlock<Kind extends BlockKind>(kind: Kind, entries: BlockEntries[Kind]): Bytes {
  if (kind === 'people') return encodeJson(rowsOf(entries as BlockEntries['people']));
  if (kind === 'names') {
    const rows = (entries as BlockEntries['names']).map(({ id, name, digest }) => [id, name, digest]);
    return encodeJson({ form: FORM, rows });
  }
  return encodeFaces(entries as BlockEntries['faces']);
}

/**
 * @param bytes - From a block that opened: nobody but this program wrote it. They stay the caller's.
 * @throws StorageError `tampered` for the form of another version.
 */
export function decodeBlock<Kind extends BlockKind>(kind: Kind, bytes: Bytes): BlockEntries[Kind] {
  if (kind === 'people') return peopleOf(decodePeopleRows(bytes)) as BlockEntries[Kind];
  if (kind === 'faces') return decodeFaces(bytes) as BlockEntries[Kind];
  const { rows } = parse(bytes) as { readonly rows: readonly [string, string, string][] };
  return rows.map(([id, name, digest]) => ({ id, name, digest })) as unknown as BlockEntries[Kind];
}

/** @throws StorageError `tampered` for the form of another version. */
export function decodePeopleRows(bytes: Uint8Array): PeopleRows {
  return parse(bytes) as PeopleRows;
}

export function peopleOf(block: PeopleRows): readonly IndexedPerson[] {
  const { texts, templates, rows } = block;
  const people = rows.map((row): IndexedPerson => {
    const [id, badge, text, givenAtMs, retainUntilMs, enrolledAtMs, meanQuality, suspendedAtMs] = row;
    const [entryRule, accommodations, template, pin, nonce] = [row[8], row[9], row[10], row[11], row[12]];
    const person: Person = {
      ...{ id, badge, consent: { textVersion: texts[text], givenAtMs, retainUntilMs } },
      ...{ enrolledAtMs, meanQuality, suspendedAtMs, entryRule, accommodations, pin },
      skippedViews: row[13] ?? null,
      schedule: row[14] ?? null,
      template: template === null ? null : templates[template],
    };
    return { id, person, nonce };
  });
  return [...people, ...block.unreadable.map(([id, nonce]) => ({ id, person: null, nonce }))];
}

function rowsOf(entries: readonly IndexedPerson[]): PeopleRows {
  const texts = new Map<string, number>();
  const templates = new Map<string, number>();
  const facts: TemplateFacts[] = [];
  const unreadable = entries.filter(({ person }) => person === null);
  const rows = entries.flatMap(({ person, nonce }): PersonRow[] => {
    if (person === null) return [];
    const { consent, template } = person;
    if (!texts.has(consent.textVersion)) texts.set(consent.textVersion, texts.size);
    const key = JSON.stringify(template);
    if (template !== null && !templates.has(key)) {
      templates.set(key, facts.length);
      facts.push(template);
    }
    const row: PersonRow = [
      ...([person.id, person.badge, texts.get(consent.textVersion) ?? 0] as const),
      ...([consent.givenAtMs, consent.retainUntilMs, person.enrolledAtMs] as const),
      ...([person.meanQuality, person.suspendedAtMs] as const),
      ...([person.entryRule, person.accommodations, templates.get(key) ?? null, person.pin, nonce] as const),
      person.skippedViews,
      person.schedule,
    ];
    return [row];
  });
  return {
    ...{ form: FORM, texts: [...texts.keys()], templates: facts, rows },
    unreadable: unreadable.map(({ id, nonce }) => [id, nonce]),
  };
}

/** Layout: uint32 length of the header, the header (JSON, UTF-8), the vectors as float32; all little-endian. */
function encodeFaces(entries: readonly IndexedFace[]): Bytes {
  const rows = entries.map(({ id, modelSha256, vectors }) => [
    id,
    modelSha256,
    vectors.length,
    vectors[0].length,
  ]);
  const header = encodeJson({ form: FORM, rows });
  const length = new Uint8Array(HEADER_LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, header.length, true);
  const floats = entries.reduce((sum, { vectors }) => sum + vectors.length * vectors[0].length, 0);
  const body = new Uint8Array(floats * FLOAT_BYTES);
  const view = new DataView(body.buffer);
  let at = 0;
  for (const { vectors } of entries) {
    for (const vector of vectors) {
      for (let index = 0; index < vector.length; index += 1) {
        view.setFloat32(at, vector[index], true);
        at += FLOAT_BYTES;
      }
    }
  }
  const bytes = concatAll([length, header, body]);
  body.fill(0);
  return bytes;
}

function decodeFaces(bytes: Bytes): readonly IndexedFace[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = HEADER_LENGTH_BYTES + view.getUint32(0, true);
  const { rows } = parse(bytes.subarray(HEADER_LENGTH_BYTES, start)) as {
    readonly rows: readonly [string, string, number, number][];
  };
  let at = start;
  return rows.map(([id, modelSha256, count, dimension]) => ({
    ...{ id, modelSha256 },
    vectors: Array.from({ length: count }, () => {
      const vector = new Float32Array(dimension);
      for (let index = 0; index < dimension; index += 1) {
        vector[index] = view.getFloat32(at, true);
        at += FLOAT_BYTES;
      }
      return vector;
    }),
  }));
}

function encodeJson(value: object): Bytes {
  return encodeUtf8(JSON.stringify(value));
}

function parse(bytes: Uint8Array): object {
  const value = JSON.parse(decodeUtf8(bytes)) as { readonly form?: number };
  if (value.form !== FORM) throw new StorageError('tampered');
  return value;
}
