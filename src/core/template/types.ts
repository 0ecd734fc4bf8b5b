/** @file A stored reference of a subject, the hash of a PIN, and the subject. Types only. */
import type { PoseTargetName } from '../quality/pose-target.ts';

/** Several embeddings of one subject by one model. Never compared with another model's. */
export interface Template {
  /** SHA-256 of the embedder's file. */
  readonly modelSha256: string;
  readonly dimension: number;
  /** Unit vectors, each float32 [dimension]. */
  readonly embeddings: readonly Float32Array[];
}

export interface Consent {
  /** Version of the text that was agreed to, and its language, as `agreedTextOf` has them. */
  readonly textVersion: string;
  /** Milliseconds since the epoch. */
  readonly givenAtMs: number;
  /** From this moment on nothing is compared with the template, and it is erased. */
  readonly retainUntilMs: number;
}

/** A PIN as it is stored: a salted Argon2id hash, never the digits. Only storage makes and compares it. */
export interface PinHash {
  readonly memoryKib: number;
  readonly iterations: number;
  readonly parallelism: number;
  /** Lower-case hex, 16 bytes. */
  readonly salt: string;
  /** Lower-case hex, 32 bytes. */
  readonly hash: string;
}

/** What is asked of somebody at the door: the face alone, or the face and then their badge or PIN. */
export type EntryRule = 'face' | 'faceAndHeld';

/**
 * What somebody cannot bear or do at the door. Whoever has one enters with face and badge with PIN. An operator notes
 * it with the record: nobody can choose it at the door.
 */
export type Accommodation = 'light' | 'turn' | 'nod' | 'blink' | 'mouth' | 'move';

export interface Subject {
  /** A UUID that tells nobody whose it is. */
  readonly id: string;
  readonly name: string;
  readonly badge: string | null;
  readonly consent: Consent;
  readonly enrolledAtMs: number;
  /** Mean `QualityReport.overall` of the template's frames, [0, 1]; null where it was not noted. */
  readonly meanQuality: number | null;
  /** Views that were asked for at the enrolment and are not in the template; null where it was not noted. */
  readonly skippedViews: readonly PoseTargetName[] | null;
  /** Since when the subject may not pass; null for one who may. Milliseconds since the epoch. */
  readonly suspendedAtMs: number | null;
  /** The door's own rule may ask for more. */
  readonly entryRule: EntryRule;
  /**
   * When the subject may pass, where the site's console decides the schedules: `AS_EVERYBODY`, `ALWAYS` or the id of a
   * schedule. Null leaves that to each door: see `Schedules.assigned`.
   */
  readonly schedule: string | null;
  /** Each at most once. Whoever has one has a badge and a PIN. */
  readonly accommodations: readonly Accommodation[];
  /** Null for somebody who enters with badge and PIN only, and is never matched by face. */
  readonly template: Template | null;
  /** Null without a PIN. */
  readonly pin: PinHash | null;
}

/** What is known of a template without its vectors. */
export interface TemplateFacts extends Pick<Template, 'modelSha256' | 'dimension'> {
  /** How many embeddings it has. */
  readonly views: number;
}

/**
 * What the door needs to know of somebody enrolled. Neither the name, which is read when it is shown, nor a vector of
 * the face is in it.
 */
export type Person = Omit<Subject, 'name' | 'template'> & {
  readonly template: TemplateFacts | null;
};

/** A person whose name is read. */
export type NamedPerson = Person & Pick<Subject, 'name'>;

/** @returns The subject without name and vectors. */
export function personOf(subject: Subject): Person {
  const { id, badge, consent, enrolledAtMs, meanQuality, skippedViews, suspendedAtMs, entryRule } = subject;
  const { schedule, accommodations, template, pin } = subject;
  return {
    ...{ id, badge, consent, enrolledAtMs, meanQuality, skippedViews, suspendedAtMs, entryRule },
    ...{ schedule, accommodations, pin },
    template: template && factsOf(template),
  };
}

export function factsOf({ modelSha256, dimension, embeddings }: Template): TemplateFacts {
  return { modelSha256, dimension, views: embeddings.length };
}
