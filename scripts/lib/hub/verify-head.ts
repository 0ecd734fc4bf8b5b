/**
 * @file Checks for anybody, without the fleet, that nothing was taken out of the doors' logs: by the site's signed word
 * of where each of them ended.
 */
import * as v from 'valibot';
import { verifyFile } from '../../../src/fleet/signed-file.ts';

/** What the console signs such files as. */
export const HEADS_FORMAT = 'facegate-fleet-heads';

const Hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u));
const Index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const HeadsSchema = v.object({
  /** Names are left out of what is published: they tell places. */
  siteName: v.optional(v.string()),
  /** P-256, raw, hex. */
  siteKey: v.pipe(v.string(), v.regex(/^04[0-9a-f]{128}$/u)),
  madeAt: v.pipe(v.string(), v.isoTimestamp()),
  heads: v.array(v.object({ device: v.string(), name: v.optional(v.string()), index: Index, hash: Hash })),
});

/** As “Records” of a kiosk and of the console save it. */
const LogSchema = v.object({
  format: v.literal('facegate-audit-log'),
  entries: v.array(v.object({ index: Index, previousHash: Hash, hash: Hash })),
});

export type Heads = v.InferOutput<typeof HeadsSchema>;
export type ExportedLog = v.InferOutput<typeof LogSchema>;

/**
 * @param siteKey - Hex, as the site gave it; without one the file's own, which shows only that it is whole.
 * @returns null where the signature is not of that key.
 * @throws Error for another kind of file.
 */
export async function readHeads(text: string, siteKey?: string): Promise<Heads | null> {
  const { content } = parse(
    v.object({ content: HeadsSchema }),
    text,
    'These are no heads of logs that a site has signed.',
  );
  const raw = Buffer.from(siteKey ?? content.siteKey, 'hex');
  const verifier = await crypto.subtle
    .importKey('raw', raw, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
    .catch((cause: unknown) => {
      throw new Error('The key is no public key of a site: 130 hexadecimal digits.', { cause });
    });
  const bytes = new TextEncoder().encode(text);
  const signed = await verifyFile(HEADS_FORMAT, bytes, verifier, crypto).catch(() => null);
  const parsed = v.safeParse(HeadsSchema, signed);
  return parsed.success ? parsed.output : null;
}

/** @throws Error for another kind of file. */
export function readLog(text: string): ExportedLog {
  return parse(LogSchema, text, 'This is no log that a kiosk or a console has saved as JSON.');
}

/** @returns What later heads lack of earlier ones, as sentences; nothing where each log only grew. */
export function lostBetween(before: Heads, after: Heads): readonly string[] {
  if (before.siteKey !== after.siteKey) return ['The two files are of different sites.'];
  const later = new Map(after.heads.map((head) => [head.device, head]));
  return before.heads.flatMap(({ device, name = device, index, hash }) => {
    const head = later.get(device);
    if (head === undefined) return [`${name}: the later file does not name this door.`];
    if (head.index < index) return [`${name}: its log ended at ${index} and now ends at ${head.index}.`];
    if (head.index === index && head.hash !== hash)
      return [`${name}: its entry ${index} is another one now.`];
    return [];
  });
}

export interface LogCheck {
  /** Null where no head of the file is in the log. */
  readonly door: string | null;
  readonly from: number;
  /** The index of the door's head. */
  readonly to: number;
  /** The first entry up to there that does not follow the one before it; null where all do. */
  readonly broken: number | null;
}

/** Finds the door by its head, and follows the chain to it. */
export function followLog({ heads }: Heads, { entries }: ExportedLog): LogCheck {
  const sorted = entries.toSorted((first, second) => first.index - second.index);
  const at = new Map(sorted.map((entry) => [entry.index, entry]));
  const head = heads.find(({ index, hash }) => at.get(index)?.hash === hash);
  if (head === undefined) return { door: null, from: 0, to: 0, broken: null };
  const upTo = sorted.filter(({ index }) => index <= head.index);
  const broken = upTo.find(
    ({ index, previousHash }, place) =>
      place > 0 && (upTo[place - 1].index !== index - 1 || upTo[place - 1].hash !== previousHash),
  );
  return {
    door: head.name ?? head.device,
    from: upTo[0].index,
    to: head.index,
    broken: broken?.index ?? null,
  };
}

function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
  problem: string,
): v.InferOutput<Schema> {
  try {
    return v.parse(schema, JSON.parse(text));
  } catch (error) {
    throw new Error(problem, { cause: error });
  }
}
