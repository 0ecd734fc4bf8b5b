/** @file Stores an enrolled subject, or one with another PIN, together with the entry in the log: both or neither. */
import { retainUntil } from '../core/enrolment/retention.ts';
import type { SubjectDetails } from '../core/enrolment/details.ts';
import type { EntryNeeds } from '../core/enrolment/entry-needs.ts';
import type { PinHash, Subject, Template } from '../core/template/types.ts';
import type { OpenStore } from './open-store.ts';
import type { LookAlikes } from './types.ts';

export interface Enrolment {
  readonly details: SubjectDetails;
  /** Null for somebody who enters with badge and PIN only. */
  readonly template: Template | null;
  /** Of the template's frames, [0, 1]. Unused without a template. */
  readonly meanQuality: number;
  /** A new PIN; null keeps the one that `again` has. */
  readonly pin: PinHash | null;
  /** As `agreedTextOf` has it. */
  readonly agreedText: string;
  /** Milliseconds since the epoch. */
  readonly consentGivenAtMs: number;
  readonly retentionDays: number;
  /** The subject who enrols anew and keeps the id; null for somebody new. */
  readonly again: Subject | null;
  /** What the door asks of the subject. */
  readonly needs: EntryNeeds;
  /** Whom the face resembles; null for nobody. */
  readonly lookAlikes: LookAlikes | null;
}

/**
 * @returns The subject as stored.
 * @throws StorageError, and then the store is as it was before.
 */
export async function saveSubject(
  store: Pick<OpenStore, 'saveSubject'>,
  enrolment: Enrolment,
  nowMs: number,
): Promise<Subject> {
  const { details, template, meanQuality, pin, again, consentGivenAtMs } = enrolment;
  const subject: Subject = {
    id: again?.id ?? crypto.randomUUID(),
    ...details,
    consent: {
      textVersion: enrolment.agreedText,
      givenAtMs: consentGivenAtMs,
      retainUntilMs: retainUntil(consentGivenAtMs, enrolment.retentionDays),
    },
    enrolledAtMs: nowMs,
    meanQuality: template === null ? null : meanQuality,
    // A new face does not lift a suspension: the operator does.
    suspendedAtMs: again?.suspendedAtMs ?? null,
    entryRule: enrolment.needs.entryRule,
    accommodations: enrolment.needs.accommodations,
    template,
    pin: pin ?? again?.pin ?? null,
  };
  const kind = again === null ? 'enrolled' : 'reenrolled';
  await store.saveSubject(subject, kind, nowMs, enrolment.lookAlikes);
  return subject;
}

/**
 * Gives a subject a PIN, or takes it away.
 * @param change.pin - Null takes it away.
 * @throws StorageError, and then the store is as it was before.
 */
export async function savePin(
  store: OpenStore,
  subject: Subject,
  change: { readonly badge: string | null; readonly pin: PinHash | null },
  nowMs: number,
): Promise<void> {
  await store.saveSubject({ ...subject, ...change }, change.pin === null ? 'pinRemoved' : 'pinSet', nowMs);
}
