/**
 * @file How edits of one thing at several places become one: each field keeps its latest edit, an erasure absorbs
 * all. Commutative, associative and idempotent, so that all devices agree in whatever order they hear of edits. Pure.
 */
import * as v from 'valibot';
import { clampStamp, type Stamp, StampSchema, stampTime } from './clock.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface Register {
  readonly v: Json;
  readonly at: Stamp;
}

/** A person, or the rules of the site: each field with the time of its last edit. */
export interface Registers {
  readonly fields: Readonly<Record<string, Register>>;
  /** Nobody brings back what was erased. Then there are no fields. */
  readonly erasedAt: Stamp | null;
}

/** At the same time a suspension counts, and not its end. */
const SUSPENSION = 'suspendedAtMs';
const MOST_FIELDS = 64;

const JsonSchema = v.custom<Json>((value) => value !== undefined);

/** What comes from outside. Whoever uses a field checks its value. */
export const RegistersSchema = v.pipe(
  v.strictObject({
    fields: v.record(
      v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
      v.strictObject({ v: JsonSchema, at: StampSchema }),
    ),
    erasedAt: v.nullable(StampSchema),
  }),
  v.check(({ fields, erasedAt }) => {
    const count = Object.keys(fields).length;
    return count <= MOST_FIELDS && (erasedAt === null || count === 0);
  }),
);

export function mergeRegisters(a: Registers, b: Registers): Registers {
  if (a.erasedAt !== null || b.erasedAt !== null) {
    const [one, other] = [a.erasedAt ?? '', b.erasedAt ?? ''];
    return { fields: {}, erasedAt: one > other ? one : other };
  }
  const names = [...new Set([...Object.keys(a.fields), ...Object.keys(b.fields)])].sort();
  const fields = Object.fromEntries(
    names.map((name) => [
      name,
      laterOf(
        name,
        [a, b].flatMap(({ fields: of }) => of[name] ?? []),
      ),
    ]),
  );
  return { fields, erasedAt: null };
}

/** With every stamp as `clampStamp` gives it. */
export function clampRegisters({ fields, erasedAt }: Registers, hubMs: number): Registers {
  return {
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, { v: value, at }]) => [
        name,
        { v: value, at: clampStamp(at, hubMs) },
      ]),
    ),
    erasedAt: erasedAt && clampStamp(erasedAt, hubMs),
  };
}

/** The fields of `values` that differ get the next stamp; the others keep theirs. */
export function editRegisters(
  before: Registers,
  values: Readonly<Record<string, Json>>,
  next: () => Stamp,
): Registers {
  if (before.erasedAt !== null) return before;
  const edited = Object.entries(values).filter(
    ([name, value]) => !(name in before.fields) || canonical(before.fields[name].v) !== canonical(value),
  );
  if (edited.length === 0) return before;
  const at = next();
  const fields = {
    ...before.fields,
    ...Object.fromEntries(edited.map(([name, value]) => [name, { v: value, at }])),
  };
  return { fields, erasedAt: null };
}

/** Nothing is known yet. */
export const NO_REGISTERS: Registers = { fields: {}, erasedAt: null };

export function erasedRegisters(at: Stamp): Registers {
  return { fields: {}, erasedAt: at };
}

/** Every stamp in it, for a clock to hear. */
export function stampsOf({ fields, erasedAt }: Registers): readonly Stamp[] {
  return [...Object.values(fields).map(({ at }) => at), ...(erasedAt === null ? [] : [erasedAt])];
}

/** Of the last edit; null for none. */
export function latestStamp(registers: Registers): Stamp | null {
  return stampsOf(registers).reduce<Stamp | null>(
    (latest, stamp) => (latest === null || stamp > latest ? stamp : latest),
    null,
  );
}

/** The fields without their stamps. */
export function valuesOf({ fields }: Registers): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(fields).map(([name, { v: value }]) => [name, value]));
}

/** The same text for the same registers, whatever the order in which their fields were set. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

export function isSameRegisters(a: Registers, b: Registers): boolean {
  return canonical(a) === canonical(b);
}

function laterOf(name: string, registers: readonly Register[]): Register {
  return registers.reduce((a, b) => (rankOf(name, a) >= rankOf(name, b) ? a : b));
}

/** Sorts as the edits do: by time, then a suspension after its end, then by writer and value. */
function rankOf(name: string, { v: value, at }: Register): string {
  const suspends = name === SUSPENSION && value !== null ? '1' : '0';
  return `${stampTime(at)}${suspends}${at}\n${canonical(value)}`;
}
