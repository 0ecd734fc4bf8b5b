/** @file The sealed records of the audit log: its entries, its start and its head. Stores nothing. */
import * as v from 'valibot';
import type { AuditHead, AuditStart, FoundEntry } from './audit-chain.ts';
import { decodeUtf8, encodeUtf8 } from '../bytes.ts';
import type { AuditRecord } from '../database.ts';
import { isStorageError } from '../errors.ts';
import type { AuditEntry } from '../types.ts';
import type { RecordIdentity, SealedRecord, Vault } from '../vault.ts';

export const HEAD_KEY = 'auditHead';
export const START_KEY = 'auditStart';

const HEAD_IDENTITY: RecordIdentity = { kind: 'auditHead', id: HEAD_KEY, modelSha256: null };
const START_IDENTITY: RecordIdentity = { kind: 'auditStart', id: START_KEY, modelSha256: null };

const HashSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const CountSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const HeadSchema = v.strictObject({
  count: CountSchema,
  lastHash: HashSchema,
  lostAt: v.nullable(CountSchema),
});

const StartSchema = v.strictObject({ count: CountSchema, lastHash: HashSchema, atMs: v.number() });

const EntrySchema = v.strictObject({
  index: CountSchema,
  atMs: v.number(),
  event: v.looseObject({ kind: v.string() }),
  previousHash: HashSchema,
  hash: HashSchema,
});

/** With the time of the removal. */
export interface DatedStart extends AuditStart {
  readonly atMs: number;
}

export async function sealEntry(vault: Vault, entry: AuditEntry): Promise<AuditRecord> {
  return { index: entry.index, sealed: await sealJson(vault, entryIdentity(entry.index), entry) };
}

/** @param record - From the database, which an attacker may have altered. @returns Null if it was altered. */
export async function openEntry(vault: Vault, record: AuditRecord): Promise<FoundEntry> {
  const json = await openJson(vault, entryIdentity(record.index), record.sealed);
  const parsed = v.safeParse(EntrySchema, json);
  return parsed.success && parsed.output.index === record.index ? (parsed.output as AuditEntry) : null;
}

export function sealHead(vault: Vault, head: AuditHead): Promise<SealedRecord> {
  return sealJson(vault, HEAD_IDENTITY, head);
}

/** @returns Null if it is missing or was altered. */
export async function openHead(vault: Vault, stored: unknown): Promise<AuditHead | null> {
  const parsed = v.safeParse(HeadSchema, await openJson(vault, HEAD_IDENTITY, stored));
  return parsed.success ? parsed.output : null;
}

export function sealStart(vault: Vault, start: DatedStart): Promise<SealedRecord> {
  return sealJson(vault, START_IDENTITY, start);
}

/** @returns Null if nothing was removed yet, or it was altered. */
export async function openStart(vault: Vault, stored: unknown): Promise<DatedStart | null> {
  const parsed = v.safeParse(StartSchema, await openJson(vault, START_IDENTITY, stored));
  return parsed.success ? parsed.output : null;
}

function entryIdentity(index: number): RecordIdentity {
  return { kind: 'auditEntry', id: String(index), modelSha256: null };
}

function sealJson(vault: Vault, identity: RecordIdentity, value: unknown): Promise<SealedRecord> {
  return vault.seal(identity, encodeUtf8(JSON.stringify(value)));
}

async function openJson(vault: Vault, identity: RecordIdentity, sealed: unknown): Promise<unknown> {
  try {
    return JSON.parse(decodeUtf8(await vault.open(identity, sealed)));
  } catch (error) {
    if (isStorageError(error, 'tampered')) return null;
    throw error;
  }
}
