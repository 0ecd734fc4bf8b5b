/**
 * @file The course of an enrolment: which step is on, what has been said and captured so far, and what follows.
 *
 * Everything stays in memory until `save()`, which alone stores something. It draws nothing and has no words.
 */
import {
  agreedTextOf,
  type ConsentKind,
  type ConsentReach,
  presentVersion,
  siteTextIn,
} from '../core/site/consent-text.ts';
import { badgesInUse, type SubjectDetails } from '../core/enrolment/details.ts';
import { entryProblem, heldBy, joinNeeds, NO_NEEDS, type EntryNeeds } from '../core/enrolment/entry-needs.ts';
import type {
  CaptureFailure,
  CapturePose,
  CaptureResult,
  EnrolmentFailure,
} from '../core/enrolment/types.ts';
import type { NamedPerson, Person, PinHash, Template } from '../core/template/types.ts';
import { hashPin } from '../storage/keys/pin.ts';
import { saveSubject, type Enrolment } from '../storage/save-subject.ts';
import type { LookAlikeRule } from '../storage/types.ts';
import type { SiteRules } from '../storage/site-rules-codec.ts';
import type { OpenStore } from '../storage/open-store.ts';
import type { Settings } from '../storage/settings.ts';
import { review, type ReviewKiosk } from './enrolment-review.ts';

export type Step =
  | 'people'
  | 'consent'
  | 'details'
  | 'capture'
  /** Views of the face are missing: again, or go on without them. */
  | 'views'
  | 'duplicate'
  | 'lookalike'
  | 'done'
  | 'failed'
  /** A video file stands in for the camera: nobody enrols. */
  | 'demo';

/** What was typed at the step `details`. */
export interface TypedDetails {
  readonly details: SubjectDetails;
  /** Null for none, or for the one that the subject has. */
  readonly pin: string | null;
  readonly needs: EntryNeeds;
}

/** What the operator decided of people who look alike. */
export interface LookAlikeChoice {
  readonly decided: LookAlikeRule;
  /** Badge numbers for those who have neither badge nor PIN, by id; of somebody new under null. */
  readonly newBadges: ReadonlyMap<string | null, string>;
}

/** What has been said and captured so far; only in memory. */
export interface Draft {
  /** The subject who enrols anew; null for somebody new. */
  readonly again: NamedPerson | null;
  /** Badge and PIN only: the camera plays no part. */
  readonly faceless: boolean;
  readonly consentGivenAtMs: number;
  /** As `agreedTextOf` has it. */
  readonly agreedText: string;
  readonly details: SubjectDetails;
  /** A new one; null for none, or for the one that `again` has. */
  readonly pin: PinHash | null;
  readonly needs: EntryNeeds;
  readonly template: Template | null;
  readonly meanQuality: number;
  /** Views that were asked for and are not in the template. */
  readonly skippedViews: readonly CapturePose[];
  /** So many times the capture was repeated because views were missing. */
  readonly repeats: number;
  readonly duplicates: readonly NamedPerson[];
  readonly lookAlikes: readonly NamedPerson[];
  readonly differsFromRecord: boolean;
}

/** What an enrolment needs of the kiosk. */
export interface EnrolmentKiosk extends ReviewKiosk {
  readonly demo: boolean;
  readonly people: ReviewKiosk['people'] & { readonly subjects: ReadonlyMap<string, Person> };
  readonly site: ReviewKiosk['site'] & {
    readonly settings: Pick<Settings, 'retentionDays'>;
    readonly rules: Pick<SiteRules, 'consent'>;
    /** For how many days the log is kept; null for ever. */
    readonly logDays: number | null;
  };
  readonly access: {
    /** @throws StorageError `locked`, `notPermitted`. */
    storeFor(permission: 'enrol'): Pick<OpenStore, 'saveSubject'>;
  };
  readonly fleet: { readonly reach: ConsentReach };
}

function newDraft(again: NamedPerson | null): Draft {
  return {
    again,
    faceless: again !== null && again.template === null,
    consentGivenAtMs: 0,
    agreedText: '',
    details: { name: again?.name ?? '', badge: again?.badge ?? null },
    pin: null,
    needs: joinNeeds(again ?? NO_NEEDS, NO_NEEDS),
    template: null,
    meanQuality: 0,
    skippedViews: [],
    repeats: 0,
    duplicates: [],
    lookAlikes: [],
    differsFromRecord: false,
  };
}

/** What is stored of `draft`, with what was decided of those who look like them. */
function withChoice(draft: Draft, choice: LookAlikeChoice | null): Omit<Enrolment, 'retentionDays'> {
  if (choice === null || draft.lookAlikes.length === 0) return { ...draft, lookAlikes: null };
  const { decided, newBadges } = choice;
  const subjects = draft.lookAlikes.map(({ id }) => ({ id, newBadge: newBadges.get(id) ?? null }));
  const { details, needs } = draft;
  if (decided === 'asBefore') return { ...draft, lookAlikes: { decided, subjects } };
  return {
    ...draft,
    details: { ...details, badge: details.badge ?? newBadges.get(null) ?? null },
    needs: { ...needs, entryRule: 'faceAndHeld' },
    lookAlikes: { decided, subjects },
  };
}

export class EnrolmentFlow {
  private _step: Step = 'consent';
  private _draft = newDraft(null);
  private _saved: NamedPerson | null = null;
  private _failure: EnrolmentFailure | null = null;
  /** The work under way for this draft; null while the flow waits for a person. */
  private _work: object | null = null;

  /** @param _onChange - Called whenever a property below may be another. */
  constructor(
    private readonly _kiosk: () => EnrolmentKiosk,
    private readonly _onChange: () => void,
  ) {}

  get step(): Step {
    return this._kiosk().demo && this._step !== 'people' ? 'demo' : this._step;
  }
  get draft(): Draft {
    return this._draft;
  }
  /** Who was stored last. */
  get saved(): NamedPerson | null {
    return this._saved;
  }
  /** Why `step` is `failed`; null before anything has failed. */
  get failure(): EnrolmentFailure | null {
    return this._failure;
  }
  /** Badge numbers that somebody else has. */
  get badgesInUse(): readonly string[] {
    return badgesInUse(this._kiosk().people.subjects.values(), this._draft.again?.id ?? null);
  }
  /** Whoever enrols has a PIN, or chose one. */
  get hasPin(): boolean {
    return (this._draft.pin ?? this._draft.again?.pin ?? null) !== null;
  }
  private get _consentKind(): ConsentKind {
    return this._draft.faceless ? 'faceless' : 'face';
  }

  /** Who knows somebody who enrols here. */
  get reach(): ConsentReach {
    return this._kiosk().fleet.reach;
  }

  /** The administrator's text as a reader of `language` sees it; null where the built-in one holds. */
  siteText(language: string): ReturnType<typeof siteTextIn> {
    return siteTextIn(this._kiosk().site.rules.consent[this._consentKind], language);
  }

  /** Tries again what failed, and no more than that: who is stored already is not stored again. */
  async retry(): Promise<void> {
    if (this._failure?.kind === 'notRefreshed') await this._run(() => this._refresh());
    else this._to(this._draft.faceless ? 'details' : 'capture');
  }

  /** From the details back to the question for consent. */
  back(): void {
    this._to('consent');
  }

  /** Forgets everything and begins with `again`, or with somebody new. */
  begin(again: NamedPerson | null = null): void {
    this.forget(again);
    this._saved = null;
    this._to('consent');
  }

  /** Forgets everything and shows who is enrolled. */
  showPeople(): void {
    this.forget();
    this._to('people');
  }

  /** Forgets what was said and captured, and drops the work under way; for leaving the page. */
  forget(again: NamedPerson | null = null): void {
    this._draft = newDraft(again);
    this._work = null;
  }

  /** Asks for consent with a face instead of without, or the other way round. */
  switchConsent(): void {
    this._draft = { ...this._draft, faceless: !this._draft.faceless };
    this._to('consent');
  }

  /** @param language - That of the page. */
  agreed(atMs: number, language: string): void {
    const agreedText = agreedTextOf({
      version: presentVersion(this._kiosk().site.rules.consent, this._consentKind, this.reach),
      logTerm: this._kiosk().site.logDays ?? 'always',
      language: this.siteText(language)?.language ?? language,
    });
    this._draft = { ...this._draft, consentGivenAtMs: atMs, agreedText };
    this._to('details');
  }

  async detailed({ details, pin, needs }: TypedDetails): Promise<void> {
    await this._run(async (isDropped) => {
      const hash = pin === null ? null : await hashPin(pin);
      if (isDropped()) return;
      this._draft = { ...this._draft, details, pin: hash, needs };
      if (this._draft.faceless) await this._store();
      else this._to('capture');
    });
  }

  captureFailed(capture: CaptureFailure): void {
    this._fail({ kind: 'capture', capture });
  }

  async captured(result: CaptureResult): Promise<void> {
    await this._run(async (isDropped) => {
      const reviewed = await review(this._kiosk(), result, this._draft.again);
      if (isDropped()) return;
      if (reviewed.kind === 'mixed') {
        this._fail({ kind: 'mixed' });
        return;
      }
      const { template, meanQuality, skippedViews, duplicates, lookAlikes, differsFromRecord } = reviewed;
      const found = { template, meanQuality, skippedViews, duplicates, lookAlikes, differsFromRecord };
      this._draft = { ...this._draft, ...found };
      if (skippedViews.length > 0) this._to('views');
      else await this._askOrStore();
    });
  }

  /** Drops what was captured, and asks for every view again. */
  repeatCapture(): void {
    if (this._work !== null) return;
    this._draft = { ...this._draft, template: null, repeats: this._draft.repeats + 1 };
    this._to('capture');
  }

  /** Somebody decides that the person enrols without the views that are missing. */
  async goOnWithoutViews(): Promise<void> {
    await this._run(() => this._askOrStore());
  }

  /** The operator says that the new face is `again`'s. */
  async samePerson(again: NamedPerson): Promise<void> {
    await this._run(() => {
      const { duplicates, lookAlikes, details, needs } = this._draft;
      const joined = joinNeeds(again, needs);
      // What was noted with a typed badge number and PIN cannot be kept without them.
      const keepsBadge = again.badge !== null || entryProblem(joined, heldBy(again)) === null;
      const badge = keepsBadge ? again.badge : details.badge;
      this._draft = {
        ...this._draft,
        again,
        details: { name: again.name, badge },
        // Without a badge number on record a PIN could not be used.
        pin: badge === null ? null : this._draft.pin,
        needs: joined,
        lookAlikes: [...duplicates.filter(({ id }) => id !== again.id), ...lookAlikes],
        differsFromRecord: false,
      };
      return this._warnOrStore();
    });
  }

  /** The operator says that the duplicates are other people. */
  async differentPerson(): Promise<void> {
    await this._run(() => {
      const { duplicates, lookAlikes } = this._draft;
      this._draft = { ...this._draft, lookAlikes: [...duplicates, ...lookAlikes] };
      return this._warnOrStore();
    });
  }

  /**
   * The operator has seen who looks alike.
   * @param choice - Null where nobody does: then the face was another than the one on record.
   */
  async save(choice: LookAlikeChoice | null = null): Promise<void> {
    await this._run(() => this._store(choice));
  }

  /**
   * Does one piece of work at a time, so that a second press stores nobody twice.
   * @param work - Is told whether the draft that it began with is still wanted.
   */
  private async _run(work: (isDropped: () => boolean) => Promise<void>): Promise<void> {
    if (this._work !== null) return;
    const token = {};
    this._work = token;
    const isDropped = () => this._work !== token;
    try {
      await work(isDropped);
    } catch (error) {
      if (!isDropped()) this._fail({ kind: 'error', error });
    } finally {
      if (!isDropped()) this._work = null;
    }
  }

  private async _askOrStore(): Promise<void> {
    if (this._draft.duplicates.length > 0) this._to('duplicate');
    else await this._warnOrStore();
  }

  private async _warnOrStore(): Promise<void> {
    const { lookAlikes, differsFromRecord } = this._draft;
    if (lookAlikes.length > 0 || differsFromRecord) this._to('lookalike');
    else await this._store();
  }

  private async _store(choice: LookAlikeChoice | null = null): Promise<void> {
    const kiosk = this._kiosk();
    const { again, faceless, template, lookAlikes } = this._draft;
    if (template === null && !faceless) return;
    // Nobody who looks like somebody is stored before the operator has decided.
    if (choice === null && lookAlikes.length > 0) return;
    this._saved = await saveSubject(
      kiosk.access.storeFor('enrol'),
      {
        ...withChoice(this._draft, choice),
        retentionDays: kiosk.site.settings.retentionDays,
      },
      Date.now(),
    );
    this._draft = { ...newDraft(null), again };
    await this._refresh();
  }

  /** Tells the door of whom was stored. */
  private async _refresh(): Promise<void> {
    try {
      await this._kiosk().people.refresh();
    } catch (error) {
      this._fail({ kind: 'notRefreshed', error });
      return;
    }
    this._to('done');
  }

  private _fail(failure: EnrolmentFailure): void {
    this._failure = failure;
    this._to('failed');
  }

  private _to(step: Step): void {
    this._step = step;
    this._onChange();
  }
}
