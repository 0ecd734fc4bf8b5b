/** @file What a door says of itself, signed: figures that name nobody. Consoles verify it; the hub counts it. */
import * as v from 'valibot';
import { decodeUtf8, encodeUtf8, fromHex, toHex, type Bytes } from '../storage/bytes.ts';
import { StampSchema } from './clock.ts';
import { FleetError } from './errors.ts';
import type { FleetErrorCode } from './errors.ts';

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const ReportSchema = v.object({
  device: v.string(),
  /** By the door's clock. */
  atMs: v.pipe(v.number(), v.finite()),
  /** The door's clock minus the hub's. */
  skewMs: v.pipe(v.number(), v.finite()),
  version: v.pipe(v.string(), v.maxLength(64)),
  /** Of the newest key that it holds. */
  epoch: Count,
  /** Who is in its copy of the zone, and the digest of all of them: see `digest.ts`. */
  people: Count,
  digest: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  /** Up to where it has read the zone: a revision of the hub. */
  revision: Count,
  unsentPeople: Count,
  unsentEvents: Count,
  /** The latest edit of the site's rules that it holds; null for none. */
  rules: v.nullable(StampSchema),
  /** Of these rules, the fields that its version cannot use. */
  rulesLeftOut: v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(20)),
  /** Records that it did not take, and why; the newest 20. */
  refused: v.pipe(v.array(v.object({ key: v.string(), why: v.string() })), v.maxLength(20)),
});

export type HealthReport = v.InferOutput<typeof ReportSchema>;

export interface RefusedRecord {
  readonly key: string;
  readonly why: FleetErrorCode;
}

const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;
const EnvelopeSchema = v.strictObject({ report: v.string(), signature: v.string() });

export async function signReport(
  report: HealthReport,
  signingKey: CryptoKey,
  crypto: Crypto,
): Promise<Bytes> {
  const text = JSON.stringify(report);
  const signature = await crypto.subtle.sign(SIGNATURE, signingKey, encodeUtf8(`facegate health\n${text}`));
  return encodeUtf8(JSON.stringify({ report: text, signature: toHex(new Uint8Array(signature)) }));
}

/** Reads without verifying. @throws FleetError `invalid`. */
export function readReport(bytes: Uint8Array): HealthReport {
  return parse(bytes).report;
}

/** @throws FleetError `invalid`, or `unsigned` where another device signed it. */
export async function verifyReport(
  bytes: Uint8Array,
  verifierOf: (device: string) => CryptoKey | null,
  crypto: Crypto,
): Promise<HealthReport> {
  const { report, text, signature } = parse(bytes);
  const verifier = verifierOf(report.device);
  const signed = encodeUtf8(`facegate health\n${text}`);
  if (verifier === null || !(await crypto.subtle.verify(SIGNATURE, verifier, fromHex(signature), signed))) {
    throw new FleetError('unsigned');
  }
  return report;
}

function parse(bytes: Uint8Array) {
  try {
    const { report: text, signature } = v.parse(EnvelopeSchema, JSON.parse(decodeUtf8(bytes)));
    return { report: v.parse(ReportSchema, JSON.parse(text)), text, signature };
  } catch (cause) {
    throw new FleetError('invalid', { cause });
  }
}
