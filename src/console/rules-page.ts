/** @file `<fleet-rules>`: what the console decides for every door. Whatever it does not decide is each door's own. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import type WaRadioGroup from '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import '@awesome.me/webawesome/dist/components/radio/radio.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { MAX_RETENTION_DAYS } from '../core/enrolment/retention.ts';
import { BUILT_IN_CONSENT, type ConsentKind, presentVersion } from '../core/site/consent-text.ts';
import { MOST_HUBLESS_DAYS } from '../core/site/hub-absence.ts';
import { SITE_FIELDS, type SiteDecisions, type SiteField } from '../core/site/site-decisions.ts';
import { fleetErrorText, inWords } from '../locales/fleet-errors.ts';
import { decisionText, takenText } from '../locales/fleet-rules.ts';
import { policyText } from '../locales/policies.ts';
import { settingChoices, siteFieldText } from '../locales/settings.ts';
import { DEFAULT_LOG_DAYS, MAX_LOG_DAYS } from '../storage/log/log-days.ts';
import { DEFAULT_SETTINGS } from '../storage/settings.ts';
import { baseStyles } from '../ui/elements/base-styles.ts';
import '../ui/elements/note.ts';
import { choiceOrientation } from '../ui/elements/panel-styles.ts';
import { WorkController } from '../ui/elements/work-controller.ts';
import {
  BuiltInTexts,
  consentField,
  consentFieldsStyles,
  writtenTexts,
} from '../ui/site-rules/consent-fields.ts';
import {
  everybodysHours,
  hoursFieldsStyles,
  schedulesField,
  timeZoneField,
} from '../ui/site-rules/hours-fields.ts';
import { choiceField, daysField, logDaysHint } from '../ui/site-rules/setting-fields.ts';
import { cardStyles } from './card-styles.ts';
import { ConsoleController } from './session-controller.ts';
import type { ConsoleSession } from './site/console-session.ts';
import type { RulesChange } from './site/rules.ts';

const EACH_DOOR = 'each';

type ChoiceName = 'mode' | 'manyPeople' | 'entryRule' | 'badgeAndPin';

@localized()
@customElement('fleet-rules')
export class FleetRules extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    hoursFieldsStyles,
    consentFieldsStyles,
    css`
      form,
      fieldset {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kiosk-space-4);
      }
      fieldset {
        margin: 0;
        padding: var(--kiosk-space-3) var(--kiosk-space-4) var(--kiosk-space-4);
        border: 1px solid var(--kiosk-line);
        border-radius: var(--kiosk-radius);
        min-width: 0;
      }
      legend {
        padding-inline: var(--kiosk-space-2);
        font-size: var(--kiosk-text-l);
        font-weight: 620;
      }
      .changes {
        margin: 0;
        padding-inline-start: var(--kiosk-space-5);
      }
    `,
  ];

  @property({ attribute: false }) session!: ConsoleSession;
  @state() private _change: RulesChange = {};
  /** How many people have each schedule; null before all were read. */
  @state() private _given: ReadonlyMap<string, number> | null = null;
  private _countedAt = -1;
  private readonly _work = new WorkController(this);
  private readonly _builtIn = new BuiltInTexts(this, () => 'fleet');

  constructor() {
    super();
    new ConsoleController(
      this,
      () => this.session,
      () => this._count(),
    );
  }

  protected override firstUpdated(): void {
    this._count();
  }

  override render() {
    const { rules } = this.session;
    return html`<section class="panel">
      <div class="panel-head">
        <div>
          <h2>${msg('Rules')}</h2>
          <p class="quiet">
            ${msg('What is decided here holds at every door, and nobody changes it there. Each door decides the rest itself.')}
          </p>
        </div>
      </div>
      ${
        rules.refused === null
          ? nothing
          : html`<kiosk-note tone="bad" role="alert"
              >${msg('The hub’s record of the rules is not used.')}
              ${fleetErrorText(rules.refused)}</kiosk-note
            >`
      }
      ${
        rules.leftOut.length === 0
          ? nothing
          : html`<kiosk-note tone="warn"
              >${msg(str`A newer console decided these too, and this one cannot show them: ${rules.leftOut.join(', ')}.`)}</kiosk-note
            >`
      }
      ${rules.isRead ? this._form() : html`<p class="quiet" role="status">${msg('The rules are read from the hub.')}</p>`}
    </section>`;
  }

  private _form() {
    return html`<form @submit=${this._save}>
      <fieldset>
        <legend>${msg('Who gets in')}</legend>
        ${this._policy()}
        ${(['mode', 'manyPeople', 'entryRule', 'badgeAndPin'] as const).map((name) => this._choice(name))}
        ${this._hubless()}
      </fieldset>
      <fieldset>
        <legend>${msg('Access hours')}</legend>
        ${this._decided('timeZone', Intl.DateTimeFormat().resolvedOptions().timeZone, (value) =>
          timeZoneField({ value, fixed: false, set: (timeZone) => this._set({ timeZone }) }),
        )}
        ${this._decided('hours', null, (value) =>
          everybodysHours({ value, fixed: false, set: (hours) => this._set({ hours }) }),
        )}
        ${this._decided('schedules', [], (value) =>
          schedulesField({
            value,
            fixed: false,
            set: (schedules) => this._set({ schedules }),
            given: (id) => this._given && (this._given.get(id) ?? 0),
          }),
        )}
      </fieldset>
      <fieldset>
        <legend>${msg('Consent text')}</legend>
        ${this._consent('face', 'consentFace')} ${this._consent('faceless', 'consentFaceless')}
      </fieldset>
      <fieldset>
        <legend>${msg('What is kept, and for how long')}</legend>
        ${this._decided('retentionDays', DEFAULT_SETTINGS.retentionDays, (value) =>
          daysField('retentionDays', {
            max: MAX_RETENTION_DAYS,
            hint: msg(str`For people who enrol from now on; at most ${MAX_RETENTION_DAYS}.`),
            value,
            required: true,
            set: (days) => this._set({ retentionDays: days ?? 0 }),
          }),
        )}
        ${this._decided('logDays', DEFAULT_LOG_DAYS, (value) =>
          daysField('logDays', {
            max: MAX_LOG_DAYS,
            hint: logDaysHint(value),
            value,
            required: false,
            set: (logDays) => this._set({ logDays }),
          }),
        )}
      </fieldset>
      ${this._foot()}
    </form>`;
  }

  private _foot() {
    const changed = this._changed();
    const before = this.session.rules.decisions;
    return html`<div class="stack">
      ${
        changed.length === 0
          ? html`<p class="quiet" role="status">
              ${takenText(this.session.rules.at, this.session.doors.doors)}
            </p>`
          : html`<div role="status">
              <p>${msg('Saving changes this at every door:')}</p>
              <ul class="changes">
                ${changed.map(
                  (field) =>
                    html`<li>
                      ${msg(str`${siteFieldText(field)}: ${decisionText(field, before)} becomes ${decisionText(field, this._draft)}`)}
                    </li>`,
                )}
              </ul>
            </div>`
      }
      ${this._work.outcome()}
      <div class="row end">
        <wa-button
          size="l"
          appearance="outlined"
          ?disabled=${changed.length === 0}
          @click=${() => {
            this._change = {};
          }}
          >${msg('Cancel')}</wa-button
        >
        <wa-button
          size="l"
          variant="brand"
          type="submit"
          ?disabled=${changed.length === 0}
          ?loading=${this._work.busy}
          >${msg('Save for every door')}</wa-button
        >
      </div>
    </div>`;
  }

  private _policy() {
    const { policy } = this._draft;
    return choiceField('policy', {
      options: [
        eachDoor(),
        ...(['convenience', 'standard', 'strict'] as const).map((value) => ({
          value,
          name: policyText(value).name,
        })),
      ],
      hint: policy === undefined ? '' : policyText(policy).meaning,
      value: policy ?? EACH_DOOR,
      set: (value) => this._set({ policy: value === EACH_DOOR ? undefined : value }),
    });
  }

  private _choice(name: ChoiceName) {
    const texts = new Map(Object.entries(settingChoices(false)[name]));
    const value = this._draft[name] ?? EACH_DOOR;
    return choiceField<string>(name, {
      options: [eachDoor(), ...[...texts].map(([one, text]) => ({ value: one, name: text.name }))],
      hint: texts.get(value)?.hint ?? '',
      value,
      set: (chosen) => this._set({ [name]: chosen === EACH_DOOR ? undefined : chosen }),
    });
  }

  /** Anew whenever a record of people has changed. */
  private _count(): void {
    const { facts, people } = this.session;
    if (facts.left !== 0 || facts.revision === this._countedAt) return;
    this._countedAt = facts.revision;
    people.schedules().then(
      (given) => (this._given = given),
      // The worker died, which the console says in a place of its own.
      () => undefined,
    );
  }

  private _hubless() {
    const { hublessDays } = this._draft;
    return daysField('hublessDays', {
      max: MOST_HUBLESS_DAYS,
      hint: msg(
        str`In days, at most ${MOST_HUBLESS_DAYS}. A door past it asks everybody for badge number and PIN too, until it hears the hub. Empty: for ever.`,
      ),
      value: hublessDays ?? null,
      required: false,
      set: (days) => this._set({ hublessDays: days ?? undefined }),
    });
  }

  private _consent(kind: ConsentKind, field: 'consentFace' | 'consentFaceless') {
    const { rules } = this.session;
    return this._decided(field, BUILT_IN_CONSENT[kind], (value) => {
      const before = rules.decisions[field] ?? BUILT_IN_CONSENT[kind];
      return consentField({
        kind,
        texts: value.texts,
        begin: { ...this._builtIn.of(kind), ...before.texts },
        version: presentVersion({ ...BUILT_IN_CONSENT, [kind]: before }, kind, 'fleet'),
        fixed: false,
        set: (texts) => this._set({ [field]: { revision: before.revision, texts } }),
      });
    });
  }

  /** Whether the console decides the field, and then the field itself. */
  private _decided<Field extends SiteField>(
    field: Field,
    first: NonNullable<SiteDecisions[Field]> | Extract<SiteDecisions[Field], null>,
    content: (value: Exclude<SiteDecisions[Field], undefined>) => TemplateResult,
  ) {
    const value = this._draft[field];
    return html`<wa-radio-group
        label=${siteFieldText(field)}
        orientation=${choiceOrientation()}
        .value=${value === undefined ? EACH_DOOR : 'console'}
        @change=${(event: Event) => {
          const decides = (event.target as WaRadioGroup).value === 'console';
          this._set({ [field]: decides ? first : undefined });
        }}
      >
        <wa-radio appearance="button" value=${EACH_DOOR}>${eachDoor().name}</wa-radio>
        <wa-radio appearance="button" value="console">${msg('The console decides')}</wa-radio>
      </wa-radio-group>
      ${value === undefined ? nothing : content(value as Exclude<SiteDecisions[Field], undefined>)}`;
  }

  /** As it will be once saved. */
  private get _draft(): SiteDecisions {
    return { ...this.session.rules.decisions, ...this._change };
  }

  private _changed(): readonly SiteField[] {
    const [before, after] = [this.session.rules.decisions, this._draft];
    return SITE_FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  }

  private _set(change: RulesChange): void {
    this._work.clear();
    this._change = { ...this._change, ...change };
  }

  private _save(event: Event): void {
    event.preventDefault();
    void this._work.run(() =>
      inWords(async () => {
        const { rules } = this.session;
        // What was not changed here may have been changed elsewhere.
        const changed = this._changed();
        const change: Record<string, unknown> = Object.fromEntries(
          changed.map((field) => [field, this._draft[field]]),
        );
        for (const [kind, field] of [
          ['face', 'consentFace'],
          ['faceless', 'consentFaceless'],
        ] as const) {
          const text = this._draft[field];
          if (changed.includes(field) && text !== undefined)
            change[field] = rules.textOf(kind, writtenTexts(text.texts));
        }
        await rules.save(change);
        this._change = {};
      }),
    );
  }
}

function eachDoor() {
  return { value: EACH_DOOR, name: msg('Each door decides') } as const;
}

declare global {
  interface HTMLElementTagNameMap {
    'fleet-rules': FleetRules;
  }
}
