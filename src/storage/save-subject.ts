/** @file Stores an enrolled subject together with the entry in the log: both or neither. */
import { retainUntil } from '../core/enrolment/retention.ts';
import type { PoseTargetName } from '../core/quality/pose-target.ts';
import type { SubjectDetails } from '../core/enrolment/details.ts';
import type { EntryNeeds } from '../core/enrolment/entry-needs.ts';
import {
  personOf,
  type NamedPerson,
  type PinHash,
  type Subject,
  type Template,
} from '../core/template/types.ts';
import type { OpenStore } from './open-store.ts';
import type { LookAlikes } from './types.ts';

export interface Enrolment {
  readonly details: SubjectDetails;
  /** Null for somebody who enters with badge and PIN only. */
  readonly template: Template | null;
  /** Of the template's frames, [0, 1]. Unused without a template. */
  readonly meanQuality: number;
  /** Views that are not in the template. Unused without one. */
  readonly skippedViews: readonly PoseTargetName[];
  /** A new PIN; null keeps the one that `again` has. */
  readonly pin: PinHash | null;
  /** As `agreedTextOf` has it. */
  readonly agreedText: string;
  /** Milliseconds since the epoch. */
  readonly consentGivenAtMs: number;
  readonly retentionDays: number;
  /** The subject who enrols anew and keeps the id; null for somebody new. */
  readonly again: NamedPerson | null;
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
): Promise<NamedPerson> {
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
    skippedViews: template === null ? null : enrolment.skippedViews,
    // A new face does not lift a suspension: the operator does.
    suspendedAtMs: again?.suspendedAtMs ?? null,
    schedule: again?.schedule ?? null,
    entryRule: enrolment.needs.entryRule,
    accommodations: enrolment.needs.accommodations,
    template,
    pin: pin ?? again?.pin ?? null,
  };
  const kind = again === null ? 'enrolled' : 'reenrolled';
  await store.saveSubject(subject, kind, nowMs, enrolment.lookAlikes);
  return { ...personOf(subject), name: subject.name };
}
