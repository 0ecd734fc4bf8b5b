/** @file People of the size and form that an enrolment makes, with drawn numbers for a face. */
import { randomUUID } from 'node:crypto';
import { FLEET_TEXT_VERSION } from '../../src/core/site/consent-text.ts';
import type { Subject } from '../../src/core/template/types.ts';
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

function templateOf(seed: number): NonNullable<Subject['template']> {
  const known = templates.get(seed);
  if (known !== undefined) return known;
  const embeddings = Array.from({ length: ROWS }, (_, row) => unitVector(DIMENSION, seed * ROWS + row + 1));
  const template = { modelSha256: MODEL_A, dimension: DIMENSION, embeddings };
  templates.set(seed, template);
  return template;
}
