/**
 * @file `<fleet-enrol-folder>`: people of a folder of photos, enrolled for every door: the consent is confirmed, photos
 * are examined in this browser, who can be enrolled is shown, and then written. Leaving the page drops all of it.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { POLICIES } from '../../core/decision/policies.ts';
import { retainUntil } from '../../core/enrolment/retention.ts';
import { FLEET_IMPORTED_TEXT_VERSION } from '../../core/site/consent-text.ts';
import type { Consent } from '../../core/template/types.ts';
import { fleetImportedConsent } from '../../locales/consent-earlier.ts';
import { percentText } from '../../locales/decimals.ts';
import { SpokenError } from '../../locales/errors.ts';
import { inWords } from '../../locales/fleet-errors.ts';
import { dateText } from '../../locales/moments.ts';
import { wipe } from '../../storage/bytes.ts';
import { DEFAULT_SETTINGS } from '../../storage/settings.ts';
import { baseStyles } from '../../ui/elements/base-styles.ts';
import '../../ui/elements/kiosk-icon.ts';
import '../../ui/elements/note.ts';
import { WorkController } from '../../ui/elements/work-controller.ts';
import { cardStyles } from '../card-styles.ts';
import { ConsoleController } from '../session-controller.ts';
import type { ConsoleSession } from '../site/console-session.ts';
import type { EnrolmentPreview, PlannedPerson } from '../site/people-api.ts';
import { sortFiles } from './chosen-files.ts';
import {
  type ExaminedPhotos,
  examinePhotos,
  type PhotoExaminer,
  type StartExaminer,
} from './examine-photos.ts';
import { photoFaultText, unchosenText, unusedText } from './photo-words.ts';
import './photo-picker.ts';

interface UnusedPhoto {
  readonly path: string;
  /** In the language that is shown by then. */
  readonly why: () => string;
}

interface Plan extends Pick<EnrolmentPreview, 'people' | 'uncompared'> {
  readonly unused: readonly UnusedPhoto[];
}

/** Dispatches `done`, and `stay` while it works. */
@localized()
@customElement('fleet-enrol-folder')
export class FleetEnrolFolder extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    css`
      ul {
        margin: 0;
        padding-inline-start: var(--kiosk-space-5);
        overflow-wrap: anywhere;
      }
      li + li {
        margin-block-start: var(--kiosk-space-2);
      }
    `,
  ];

  @property({ attribute: false }) session!: ConsoleSession;
  @property({ attribute: false }) startExaminer!: StartExaminer;
  /** What the operator has confirmed that everybody agreed to; null before. */
  @state() private _agreed: Consent | null = null;
  /** What is done now; null while nothing is. */
  @state() private _step: string | null = null;
  @state() private _plan: Plan | null = null;
  private readonly _work = new WorkController(this);
  private _leaving = new AbortController();
  private _examiner: PhotoExaminer | null = null;

  constructor() {
    super();
    new ConsoleController(this, () => this.session);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this._leaving = new AbortController();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._leaving.abort();
    this._examiner?.close();
    this._examiner = null;
    this._drop();
  }

  override render() {
    return html`<section class="panel">
      <div class="panel-head">
        <h2>${msg('Enrol from a folder')}</h2>
        <wa-button size="l" appearance="outlined" @click=${this._leave}>
          <kiosk-icon slot="start" name="back"></kiosk-icon>${msg('Back to the list')}
        </wa-button>
      </div>
      <p class="quiet">
        ${msg('A folder with one photo of each person, or with one folder of photos for each person. The name of the photo or of its folder is that of the person; underscores stand for spaces. Photos are examined in this browser: none leaves it, and none is kept.')}
      </p>
      ${this._consent()}
      ${
        this._agreed === null
          ? nothing
          : html`<fleet-photo-picker
              ?disabled=${this._work.busy}
              @pick=${(event: CustomEvent<readonly File[]>) => void this._examine(event.detail)}
            ></fleet-photo-picker>`
      }
      ${this._step === null ? nothing : html`<p role="status">${this._step}</p>`}
      ${this._plan === null ? nothing : this._preview(this._plan)} ${this._work.outcome()}
    </section>`;
  }

  private _consent() {
    const until = dateText((this._agreed ?? this._consentOfNow()).retainUntilMs);
    return html`<div class="stack">
      <p>
        ${msg('Nobody is enrolled without having agreed. Each person must have been told the following:')}
      </p>
      <ul>
        ${fleetImportedConsent(msg).map((text) => html`<li>${text}</li>`)}
        <li>${msg(str`The record is erased after ${until}.`)}</li>
      </ul>
      <label class="tick">
        <input
          type="checkbox"
          .checked=${this._agreed !== null}
          ?disabled=${this._work.busy}
          @change=${(event: Event) => {
            const isAgreed = (event.target as HTMLInputElement).checked;
            this._agreed = isAgreed ? this._consentOfNow() : null;
            if (!isAgreed) this._drop();
          }}
        />
        ${msg('Each person was told this, and has agreed')}
      </label>
    </div>`;
  }

  private _preview({ people, unused, uncompared }: Plan) {
    const count = people.length;
    return html`<div class="stack" role="status">
        ${
          count === 0
            ? html`<kiosk-note tone="warn">${msg('Nobody can be enrolled from these photos.')}</kiosk-note>`
            : html`<h3>${msg(str`Can be enrolled: ${count}`)}</h3>
                <ul>
                  ${people.map((person) => html`<li>${plannedText(person)}</li>`)}
                </ul>`
        }
        ${
          uncompared === 0
            ? nothing
            : html`<kiosk-note tone="warn"
                >${msg(str`People of the site who were enrolled with another model: ${uncompared}. Their faces could not be compared with these.`)}</kiosk-note
              >`
        }
        ${
          unused.length === 0
            ? nothing
            : html`<details ?open=${count === 0}>
                <summary>${msg(str`Photos that are not used: ${unused.length}`)}</summary>
                <ul>
                  ${unused.map(({ path, why }) => html`<li><bdi>${path}</bdi>: ${why()}</li>`)}
                </ul>
              </details>`
        }
      </div>
      ${
        count === 0
          ? nothing
          : html`<wa-button
              size="l"
              variant="brand"
              ?loading=${this._work.busy}
              @click=${() => void this._enrol()}
              >${msg('Enrol them at every door')}</wa-button
            >`
      }`;
  }

  private async _examine(files: readonly File[]): Promise<void> {
    this._drop();
    const { signal } = this._leaving;
    await this._work.run(() =>
      inWords(async () => {
        try {
          await this._makePlan(files, signal);
        } catch (error) {
          if (!signal.aborted) throw error;
        } finally {
          this._step = null;
        }
      }),
    );
  }

  private async _makePlan(files: readonly File[], signal: AbortSignal): Promise<void> {
    const { people: site, rules } = this.session;
    if (!this.session.isRead || !rules.isRead) {
      throw new SpokenError(
        msg('The people of the site are not read yet. Wait a moment, then choose the photos again.'),
      );
    }
    const { people, unused } = sortFiles(files);
    this._say(msg('The models for faces are loaded. This may take a minute.'));
    this._examiner ??= await this.startExaminer(signal);
    const { embedder } = this._examiner.report;
    const { candidates, faulty } = await this._examineAll(people, this._examiner, signal);
    try {
      this._say(msg('Faces are compared with the people of the site.'));
      const { targetFpir } = POLICIES[rules.decisions.policy ?? DEFAULT_SETTINGS.policy];
      const { sha256, dimension, operatingPoints, galleries } = embedder;
      const measured = { sha256, dimension, operatingPoints, ...(galleries && { galleries }) };
      const preview = await site.planEnrolment(candidates, { embedder: measured, targetFpir }, (share) => {
        const part = percentText(share, 2);
        this._say(msg(str`Faces are compared with the people of the site: ${part}`));
      });
      signal.throwIfAborted();
      if (preview === null) {
        throw new SpokenError(
          msg(
            'The people of this site were enrolled with another model than the one that this console has. Update the hub and every door, then try again.',
          ),
        );
      }
      const all = [
        ...unused.map(({ path, why }) => ({ path, why: () => unusedText(why) })),
        ...faulty.map(({ path, why }) => ({ path, why: () => photoFaultText(why) })),
        ...preview.refused.map(({ path, why }) => ({ path, why: () => unchosenText(why) })),
      ];
      const { people: planned, uncompared } = preview;
      this._plan = { people: planned, uncompared, unused: all };
    } finally {
      for (const { embedding } of candidates.flatMap(({ photos }) => photos)) wipe(embedding);
    }
  }

  private async _examineAll(
    people: Parameters<typeof examinePhotos>[0],
    examiner: PhotoExaminer,
    signal: AbortSignal,
  ): Promise<ExaminedPhotos> {
    const all = people.reduce((sum, { photos }) => sum + photos.length, 0);
    let done = 0;
    const say = (): void => this._say(msg(str`Photos examined: ${done} of ${all}`));
    say();
    const onPhoto = (): void => {
      done += 1;
      say();
    };
    try {
      return await examinePhotos(people, examiner, { signal, onPhoto });
    } catch (error) {
      // The next try loads the models anew.
      examiner.close();
      if (this._examiner === examiner) this._examiner = null;
      throw error;
    }
  }

  private async _enrol(): Promise<void> {
    const agreed = this._agreed;
    const all = this._plan?.people.length ?? 0;
    if (agreed === null) return;
    await this._work.run(() =>
      inWords(async () => {
        try {
          const done = await this.session.people.enrolPlanned(agreed, (count) =>
            this._say(msg(str`Enrolled: ${count} of ${all}`)),
          );
          this._plan = null;
          // Whoever comes next has to be asked too.
          this._agreed = null;
          return msg(str`Enrolled: ${done}. Each door knows them as soon as it hears of it.`);
        } finally {
          this._step = null;
        }
      }),
    );
  }

  private _consentOfNow(): Consent {
    const givenAtMs = this.session.link.hubMs();
    const days = this.session.rules.decisions.retentionDays ?? DEFAULT_SETTINGS.retentionDays;
    return {
      textVersion: FLEET_IMPORTED_TEXT_VERSION,
      givenAtMs,
      retainUntilMs: retainUntil(givenAtMs, days),
    };
  }

  private _say(step: string): void {
    this._step = step;
    // Somebody is there, though nobody touches the screen.
    this.dispatchEvent(new Event('stay', { bubbles: true, composed: true }));
  }

  private _drop(): void {
    this._plan = null;
    void this.session.people.dropEnrolment().catch(() => undefined);
  }

  private _leave(): void {
    this.dispatchEvent(new Event('done'));
  }
}

function plannedText({ name, photos, lookAlikes, isNamesake }: PlannedPerson) {
  const others = lookAlikes.join(', ');
  return html`<bdi>${name}</bdi>
    <span class="quiet">· ${msg(str`good photos: ${photos}`)}</span>
    ${isNamesake ? html`<div class="small">${msg('The site has somebody of this name already.')}</div>` : nothing}
    ${
      lookAlikes.length === 0
        ? nothing
        : html`<div class="small">
            ${msg(str`May now and then be taken for ${others}. So doors ask for a badge or PIN too, and let this person in once a door has given one.`)}
          </div>`
    }`;
}

declare global {
  interface HTMLElementTagNameMap {
    'fleet-enrol-folder': FleetEnrolFolder;
  }
}
