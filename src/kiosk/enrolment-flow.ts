/**
 * @file The course of an enrolment: which step is on, what has been said and captured so far, and what follows.
 *
 * Everything stays in memory until `save()`, which alone stores something. It draws nothing.
 */
import { msg, str } from '@lit/localize';
import { agreedTextOf, presentVersion } from '../core/site/consent-text.ts';
import type { SubjectDetails } from '../core/enrolment/details.ts';
import type { CaptureFailure, CaptureResult } from '../core/enrolment/types.ts';
import type { PinHash, Subject, Template } from '../core/template/types.ts';
import { failureText } from '../locales/enrolment.ts';
import { errorText } from '../locales/errors.ts';
import { hashPin } from '../storage/keys/pin.ts';
import type { KioskSession } from './session.ts';
import type { TypedDetails } from '../../enroll/steps/details-step.ts';
import { review } from './enrolment-review.ts';
import { saveSubject } from '../storage/save-subject.ts';

export type Step =
  | 'people'
  | 'consent'
  | 'details'
  | 'capture'
  | 'duplicate'
  | 'lookalike'
  | 'done'
  | 'failed'
  /** A video file stands in for the camera: nobody enrols. */
  | 'demo';

/** What has been said and captured so far; only in memory. */
export interface Draft {
  /** The subject who enrols anew; null for somebody new. */
  readonly again: Subject | null;
  /** Badge and PIN only: the camera plays no part. */
  readonly faceless: boolean;
  readonly consentGivenAtMs: number;
  /** As `agreedTextOf` has it. */
  readonly agreedText: string;
  readonly details: SubjectDetails;
  /** A new one; null for none, or for the one that `again` has. */
  readonly pin: PinHash | null;
  readonly template: Template | null;
  readonly meanQuality: number;
  readonly duplicates: readonly Subject[];
  readonly lookAlikes: readonly Subject[];
  readonly differsFromRecord: boolean;
}

export interface Failure {
  /** What went wrong, and what to do about it. */
  readonly reason: string;
  /** The template is stored all the same. */
  readonly stored: boolean;
}

function newDraft(again: Subject | null): Draft {
  return {
    again,
    faceless: again !== null && again.template === null,
    consentGivenAtMs: 0,
    agreedText: '',
    details: { name: again?.name ?? '', badge: again?.badge ?? null },
    pin: null,
    template: null,
    meanQuality: 0,
    duplicates: [],
    lookAlikes: [],
    differsFromRecord: false,
  };
}

export class EnrolFlow {
  private _step: Step = 'consent';
  private _draft = newDraft(null);
  private _saved: Subject | null = null;
  private _failure: Failure = { reason: '', stored: false };

  /** @param _onChange - Called whenever a property below may be another. */
  constructor(
    private readonly _session: () => KioskSession,
    private readonly _onChange: () => void,
  ) {}

  get step(): Step {
    return this._session().demo && this._step !== 'people' ? 'demo' : this._step;
  }
  get draft(): Draft {
    return this._draft;
  }
  /** Who was stored last. */
  get saved(): Subject | null {
    return this._saved;
  }
  get failure(): Failure {
    return this._failure;
  }
  /** Badge numbers that somebody else has. */
  get badgesInUse(): readonly string[] {
    const own = this._draft.again?.id;
    return [...this._session().subjects.values()].flatMap(({ id, badge }) =>
      id === own || badge === null ? [] : badge,
    );
  }

  /** Tries again what failed. */
  retry(): void {
    this._to(this._draft.faceless ? 'details' : 'capture');
  }

  /** Goes to a step that needs nothing but what is there. */
  go(step: 'consent'): void {
    this._to(step);
  }

  /** Forgets everything and begins with `again`, or with somebody new. */
  begin(again: Subject | null = null): void {
    this._draft = newDraft(again);
    this._saved = null;
    this._to('consent');
  }

  /** Forgets everything and shows who is enrolled. */
  showPeople(): void {
    this._draft = newDraft(null);
    this._to('people');
  }

  /** Forgets what was said and captured; for leaving the page. */
  forget(): void {
    this._draft = newDraft(null);
  }

  /** Asks for consent with a face instead of without, or the other way round. */
  switchConsent(): void {
    this._draft = { ...this._draft, faceless: !this._draft.faceless };
    this._to('consent');
  }

  /** @param language - That of the text that was shown. */
  agreed(atMs: number, language: string): void {
    const { consent } = this._session().rules;
    const version = presentVersion(consent, this._draft.faceless ? 'faceless' : 'face');
    const agreedText = agreedTextOf({ version, language });
    this._draft = { ...this._draft, consentGivenAtMs: atMs, agreedText };
    this._to('details');
  }

  async detailed({ details, pin }: TypedDetails): Promise<void> {
    try {
      const hash = pin === null ? null : await hashPin(pin);
      this._draft = { ...this._draft, details, pin: hash };
    } catch (error) {
      this._fail(errorText(error));
      return;
    }
    if (this._draft.faceless) await this.save();
    else this._to('capture');
  }

  captureFailed(failure: CaptureFailure): void {
    this._fail(failureText(failure));
  }

  async captured(result: CaptureResult): Promise<void> {
    try {
      const reviewed = await review(this._session(), result, this._draft.again);
      if (reviewed.kind === 'mixed') {
        this._fail(
          msg(
            'The pictures do not look like one and the same person. Make sure that nobody else is in view.',
          ),
        );
        return;
      }
      const { template, meanQuality, duplicates, lookAlikes, differsFromRecord } = reviewed;
      this._draft = { ...this._draft, template, meanQuality, duplicates, lookAlikes, differsFromRecord };
    } catch (error) {
      this._fail(errorText(error));
      return;
    }
    if (this._draft.duplicates.length > 0) this._to('duplicate');
    else await this._warnOrSave();
  }

  /** The operator says that the new face is `again`'s. */
  async samePerson(again: Subject): Promise<void> {
    const { duplicates, lookAlikes } = this._draft;
    this._draft = {
      ...this._draft,
      again,
      details: { name: again.name, badge: again.badge },
      // Without a badge number on record a PIN could not be used.
      pin: again.badge === null ? null : this._draft.pin,
      lookAlikes: [...duplicates.filter(({ id }) => id !== again.id), ...lookAlikes],
      differsFromRecord: false,
    };
    await this._warnOrSave();
  }

  /** The operator says that the duplicates are other people. */
  async differentPerson(): Promise<void> {
    const { duplicates, lookAlikes } = this._draft;
    this._draft = { ...this._draft, lookAlikes: [...duplicates, ...lookAlikes] };
    await this._warnOrSave();
  }

  async save(): Promise<void> {
    const session = this._session();
    const { again, faceless, details, template, meanQuality, pin, consentGivenAtMs, agreedText } =
      this._draft;
    if (template === null && !faceless) return;
    let stored = false;
    try {
      this._saved = await saveSubject(
        session.storeFor('enrol'),
        {
          details,
          template,
          meanQuality,
          pin,
          agreedText,
          consentGivenAtMs,
          retentionDays: session.settings.retentionDays,
          again,
        },
        Date.now(),
      );
      stored = true;
      await session.refreshGallery();
      this._draft = { ...newDraft(null), again };
      this._to('done');
    } catch (error) {
      this._fail(
        stored
          ? msg(
              str`The template is stored, but the door does not know it yet. Reload the page. (${errorText(error)})`,
            )
          : errorText(error),
        stored,
      );
    }
  }

  private async _warnOrSave(): Promise<void> {
    const { lookAlikes, differsFromRecord } = this._draft;
    if (lookAlikes.length > 0 || differsFromRecord) this._to('lookalike');
    else await this.save();
  }

  private _fail(reason: string, stored = false): void {
    this._failure = { reason, stored };
    this._to('failed');
  }

  private _to(step: Step): void {
    this._step = step;
    this._onChange();
  }
}
