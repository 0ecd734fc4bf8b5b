/** @file People of the size and form that an enrolment makes, with drawn numbers for a face. */
import { randomUUID } from 'node:crypto';
import { FLEET_TEXT_VERSION } from '../../src/core/site/consent-text.ts';
import type { Subject } from '../../src/core/template/types.ts';
import { makeStamp } from '../../src/fleet/clock.ts';
import { SITE } from '../../src/fleet/names.ts';
import { fieldsOf, type FleetPerson } from '../../src/fleet/person-codec.ts';
import { editRegisters, NO_REGISTERS } from '../../src/fleet/registers.ts';
import { makeSubject, MODEL_A, unitVector } from '../builders.ts';

const DIMENSION = 192;
/** A mean, and some views. */
const ROWS = 7;
const DAY_MS = 86_400_000;
/** Subjects differ by their names; their faces repeat after so many. */
const FACES = 64;
const templates = new Map<number, NonNullable<Subject['template']>>();

let subjects = 0;

export function simulatedSubject(change: Partial<Subject> = {}): Subject {
  subjects += 1;
  const nowMs = Date.now();
  return {
    ...makeSubject(subjects),
    id: randomUUID(),
    badge: null,
    name: `Person ${subjects}`,
    consent: {
      textVersion: `${FLEET_TEXT_VERSION.face}/en`,
      givenAtMs: nowMs - 1_000,
      retainUntilMs: nowMs + 3_650 * DAY_MS,
    },
    enrolledAtMs: nowMs - 1_000,
    template: templateOf(subjects % FACES),
    ...change,
  };
}

/** As a console would write it, with all fields set at `atMs`. */
export async function siteRecordOf(subject: Subject, atMs = Date.now()): Promise<FleetPerson> {
  const { fields, vectors } = await fieldsOf(subject, crypto);
  return { registers: editRegisters(NO_REGISTERS, fields, () => makeStamp(atMs, 0, SITE)), vectors };
}

function templateOf(seed: number): NonNullable<Subject['template']> {
  const known = templates.get(seed);
  if (known !== undefined) return known;
  const embeddings = Array.from({ length: ROWS }, (_, row) => unitVector(DIMENSION, seed * ROWS + row + 1));
  const template = { modelSha256: MODEL_A, dimension: DIMENSION, embeddings };
  templates.set(seed, template);
  return template;
}
