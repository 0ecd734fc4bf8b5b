/**
 * @file `<kiosk-enrol-page>`: leads through an enrolment, from consent to confirmation, and shows who is enrolled.
 *
 * The shell shows it only to an operator who has confirmed the passphrase. After a time without a touch the page goes
 * back to the door, so that nobody else enrols with that permission. The capture needs no touch, and ends within a
 * minute.
 */
import { localized, msg } from '@lit/localize';
import { LitElement, type PropertyValues, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import { retainUntil } from '../src/core/enrolment/retention.ts';
import type { CaptureFailure, CaptureResult } from '../src/core/enrolment/types.ts';
import type { NamedPerson } from '../src/core/template/types.ts';
import type { EnrolView } from '../src/ui/shell/app.ts';
import { baseStyles, pageStyles } from '../src/ui/elements/base-styles.ts';
import { IdleController } from '../src/ui/elements/idle-controller.ts';
import '../src/ui/elements/kiosk-icon.ts';
import { hasUnsaved, mayLose, withdrawQuestion } from '../src/ui/elements/unsaved.ts';
import { SessionController } from '../src/ui/elements/session-controller.ts';
import {
  EnrolmentFlow,
  type LookAlikeChoice,
  type Step,
  type TypedDetails,
} from '../src/kiosk/enrolment-flow.ts';
import type { KioskSession } from '../src/kiosk/session.ts';
import './steps/capture-step.ts';
import './steps/consent-step.ts';
import './steps/details-step.ts';
import './steps/end-steps.ts';
import './steps/views-step.ts';
import './people/people-list.ts';
import './steps/question-steps.ts';

/** Attribute `data-step` names the step, for tests and styles. */
@localized()
@customElement('kiosk-enrol-page')
export class KioskEnrolPage extends LitElement {
  static override styles = [
    baseStyles,
    pageStyles,
    css`
      :host {
        display: block;
        min-height: 100dvh;
        background: var(--kiosk-ground);
      }
      .page {
        min-height: 0;
        padding-top: 0;
        grid-template-columns: minmax(0, 1fr);
        justify-items: center;
      }
      nav {
        display: flex;
        flex-wrap: wrap;
        gap: var(--kiosk-space-2);
        justify-content: space-between;
        padding: var(--kiosk-space-3) var(--kiosk-space-4);
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  /** What the page opens with. */
  @property() view: EnrolView = 'enrol';
  /** Opened by the first run, to which it goes back. */
  @property({ type: Boolean }) settingUp = false;

  /** The step whose heading was last focused. */
  private _shownStep: Step | null = null;
  private readonly _flow = new EnrolmentFlow(
    () => this.session,
    () => this.requestUpdate(),
  );
  private readonly _idle = new IdleController(
    this,
    () => this._leave(),
    () => void this._warn(),
  );

  constructor() {
    super();
    new SessionController(this, () => this.session);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._flow.forget();
  }

  override render() {
    const { step } = this._flow;
    if (step === 'capture') {
      return html`<main>
        <kiosk-enrol-capture
          .session=${this.session}
          ?patient=${this._flow.draft.repeats > 0}
          @captured=${(event: CustomEvent<CaptureResult>) => this._flow.captured(event.detail)}
          @failed=${(event: CustomEvent<CaptureFailure>) => this._flow.captureFailed(event.detail)}
          @cancel=${() => this._flow.begin()}
        ></kiosk-enrol-capture>
      </main>`;
    }
    const people = step === 'people';
    return html`
      <nav aria-label=${msg('Enrolment')}>
        <wa-button appearance="plain" @click=${this._leave}>
          <kiosk-icon slot="start" name="back"></kiosk-icon>${this._wayBack()}
        </wa-button>
        ${
          people
            ? nothing
            : html`<wa-button appearance="plain" @click=${() => this._flow.showPeople()}>
                <kiosk-icon slot="start" name="users"></kiosk-icon>${msg('People')}
              </wa-button>`
        }
      </nav>
      <main class="page">
        <section class="card ${people || step === 'consent' ? 'wide' : ''}">${this._content()}</section>
      </main>
    `;
  }

  private _content() {
    const { session, _flow: flow } = this;
    const { step, draft } = flow;
    switch (step) {
      case 'people':
        return html`<kiosk-people
          .session=${session}
          @enrol=${() => flow.begin()}
          @reenrol=${(event: CustomEvent<NamedPerson>) => flow.begin(event.detail)}
        ></kiosk-people>`;
      case 'demo':
        return html`<kiosk-enrol-demo @door=${this._leave}></kiosk-enrol-demo>`;
      case 'details':
        return html`<kiosk-enrol-details
          .initial=${draft.details}
          .badgesInUse=${flow.badgesInUse}
          ?faceless=${draft.faceless}
          .needs=${draft.needs}
          ?hasPin=${(draft.again?.pin ?? null) !== null}
          @details=${(event: CustomEvent<TypedDetails>) => flow.detailed(event.detail)}
          @back=${() => flow.back()}
        ></kiosk-enrol-details>`;
      case 'views':
        return html`<kiosk-enrol-views
          .skipped=${draft.skippedViews}
          @repeat=${() => flow.repeatCapture()}
          @accept=${() => flow.goOnWithoutViews()}
          @cancel=${() => flow.begin()}
        ></kiosk-enrol-views>`;
      case 'duplicate':
        return html`<kiosk-enrol-duplicate
          .duplicates=${draft.duplicates}
          .name=${draft.details.name}
          @same=${(event: CustomEvent<NamedPerson>) => flow.samePerson(event.detail)}
          @different=${() => flow.differentPerson()}
          @cancel=${() => flow.begin()}
        ></kiosk-enrol-duplicate>`;
      case 'lookalike':
        return html`<kiosk-enrol-lookalike
          .lookAlikes=${draft.lookAlikes}
          .newcomer=${{ name: draft.details.name, badge: draft.details.badge, hasPin: flow.hasPin }}
          .badgesInUse=${flow.badgesInUse}
          .differsFromRecord=${draft.differsFromRecord}
          @confirm=${(event: CustomEvent<LookAlikeChoice | null>) => flow.save(event.detail)}
          @cancel=${() => flow.begin()}
        ></kiosk-enrol-lookalike>`;
      case 'done':
        return html`<kiosk-enrol-done
          .subject=${flow.saved}
          .again=${draft.again !== null}
          wayBack=${this._wayBack()}
          @another=${() => flow.begin()}
          @door=${this._leave}
        ></kiosk-enrol-done>`;
      case 'failed':
        return html`<kiosk-enrol-failed
          .failure=${flow.failure}
          @retry=${() => flow.retry()}
          @cancel=${() => flow.begin()}
        ></kiosk-enrol-failed>`;
      default:
        return html`<kiosk-enrol-consent
          .retentionDays=${session.site.settings.retentionDays}
          .retainUntilMs=${retainUntil(Date.now(), session.site.settings.retentionDays)}
          .logTerm=${session.site.logDays ?? 'always'}
          .again=${draft.again?.name ?? null}
          ?otherway=${session.site.settings.badgeAndPin === 'on'}
          .own=${flow.siteText(pageLanguage())}
          .reach=${flow.reach}
          ?faceless=${draft.faceless}
          @switch=${() => flow.switchConsent()}
          @answer=${this._answered}
        ></kiosk-enrol-consent>`;
    }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('view') && this.view === 'people') this._flow.showPeople();
    this.dataset.step = this._flow.step;
  }

  /** Every step begins at its heading, for those who hear it and for those who see the top of it. */
  protected override updated(): void {
    const { step } = this._flow;
    const before = this._shownStep;
    this._shownStep = step;
    if (step === before) return;
    // A capture that ends by itself also shows that somebody is there.
    this._idle.touch();
    if (before === null) return;
    const content = this.renderRoot.querySelector<LitElement>('.card > *');
    void content?.updateComplete.then(() => {
      window.scrollTo(0, 0);
      content.renderRoot.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
    });
  }

  private _wayBack(): string {
    return this.settingUp ? msg('Go on with the set-up') : msg('Back to the door');
  }

  /** Nobody has touched the page for a while, so it is about to close. */
  private async _warn(): Promise<void> {
    if (hasUnsaved() && (await mayLose(this, true, true))) this._leave();
  }

  private _leave(): void {
    withdrawQuestion();
    this._flow.forget();
    this.session.goTo('check');
  }

  private _answered(event: CustomEvent<boolean>): void {
    if (event.detail) this._flow.agreed(Date.now(), pageLanguage());
    else this._leave();
  }
}

function pageLanguage(): string {
  return document.documentElement.lang || 'en';
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-enrol-page': KioskEnrolPage;
  }
}
