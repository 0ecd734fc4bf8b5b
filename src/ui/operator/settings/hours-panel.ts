/** @file `<kiosk-hours-panel>`: when everybody may pass, and the schedules that single people can be given instead. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import type WaRadioGroup from '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import '@awesome.me/webawesome/dist/components/option/option.js';
import '@awesome.me/webawesome/dist/components/radio/radio.js';
import '@awesome.me/webawesome/dist/components/select/select.js';
import type WaSelect from '@awesome.me/webawesome/dist/components/select/select.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { onlyFor } from '../../../core/schedule/take-over.ts';
import type { NamedSchedule, Schedules, TimeWindow } from '../../../core/schedule/types.ts';
import { MAX_SCHEDULE_NAME, MAX_SCHEDULES } from '../../../storage/site-rules-codec.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import '../../elements/kiosk-icon.ts';
import { choiceOrientation, panelStyles } from '../../elements/panel-styles.ts';
import { momentText } from '../../../locales/moments.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import './windows-editor.ts';
import '../../elements/note.ts';
import { mayLose, UnsavedController } from '../../elements/unsaved.ts';
import { WorkController } from '../../elements/work-controller.ts';

/** What a site begins with that lets people pass at some times only. */
const OFFICE: readonly TimeWindow[] = [{ days: [1, 2, 3, 4, 5], fromMinute: 8 * 60, untilMinute: 18 * 60 }];

/** Dispatches `done` after saving or giving up. */
@localized()
@customElement('kiosk-hours-panel')
export class KioskHoursPanel extends LitElement {
  static override styles = [
    baseStyles,
    panelStyles,
    css`
      section {
        display: grid;
        gap: var(--kiosk-space-3);
        padding-top: var(--kiosk-space-4);
        border-top: 1px solid var(--kiosk-line);
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _change: Partial<Schedules> = {};
  private readonly _work = new WorkController(this);
  private readonly _unsaved = new UnsavedController(
    this,
    () => JSON.stringify(this._schedules()) !== JSON.stringify(this._stored()),
  );

  override render() {
    const { session } = this;
    const { site, named, timeZone: zone } = this._schedules();
    const zones = timeZonesWith(zone);
    return html`<form class="stack" @submit=${this._save}>
      ${session.site.rulesDistrusted ? warning(msg('The stored hours were altered, damaged or removed. Nobody gets in until you save them again.')) : nothing}
      ${session.clock.trust.trusted ? nothing : warning(msg('This device’s clock was set back. Until it is checked, only people who may enter at any time get in.'))}
      <wa-select
        label=${msg('Time zone of this site')}
        hint=${msg('Hours and shown times use it, whatever zone this device is set to.')}
        .value=${zone}
        @change=${(event: Event) => {
          this._set({ timeZone: (event.target as WaSelect).value as string });
        }}
      >
        ${zones.map((one) => html`<wa-option value=${one}>${one}</wa-option>`)}
      </wa-select>
      <kiosk-note icon="timer"
        >${msg(str`The time there is now ${momentText(Date.now(), zone)}, by the clock of this device. If that is wrong, correct it first: saving confirms it.`)}</kiosk-note
      >
      <wa-radio-group
        label=${msg('When everybody may enter')}
        hint=${msg('For everybody without a schedule of their own.')}
        orientation=${choiceOrientation()}
        .value=${site === null ? 'always' : 'hours'}
        @change=${(event: Event) => {
          this._set({ site: (event.target as WaRadioGroup).value === 'always' ? null : OFFICE });
        }}
      >
        <wa-radio appearance="button" value="always">${msg('At any time')}</wa-radio>
        <wa-radio appearance="button" value="hours">${msg('At these hours')}</wa-radio>
      </wa-radio-group>
      ${
        site === null
          ? nothing
          : html`${site.length === 0 ? warning(msg('Without hours nobody may enter.')) : nothing}
              <kiosk-windows-editor
                .windows=${site}
                @change=${(event: CustomEvent<readonly TimeWindow[]>) => {
                  this._set({ site: event.detail });
                }}
              ></kiosk-windows-editor>`
      }
      ${named.map((schedule) => this._schedule(schedule))}
      ${
        named.length < MAX_SCHEDULES
          ? html`<wa-button appearance="outlined" @click=${this._add}>
              <kiosk-icon slot="start" name="calendar"></kiosk-icon>${msg('Add a schedule for some people')}
            </wa-button>`
          : nothing
      }
      <div class="foot">
        ${this._work.outcome()}
        <div class="row end">
          <wa-button size="l" appearance="outlined" @click=${this._giveUp}>${msg('Cancel')}</wa-button>
          <wa-button size="l" variant="brand" type="submit">${msg('Save')}</wa-button>
        </div>
      </div>
    </form>`;
  }

  private _schedule(schedule: NamedSchedule) {
    const { id, name, windows } = schedule;
    const given = Object.values(this._schedules().assigned).filter((one) => one === id).length;
    return html`<section>
      <wa-input
        label=${msg('Name of the schedule')}
        hint=${msg(str`People who have it: ${given}`)}
        maxlength=${MAX_SCHEDULE_NAME}
        required
        autocomplete="off"
        .value=${name}
        @input=${(event: Event) => {
          this._replace({ ...schedule, name: (event.target as WaInput).value ?? '' });
        }}
      ></wa-input>
      <kiosk-windows-editor
        .windows=${windows}
        @change=${(event: CustomEvent<readonly TimeWindow[]>) => {
          this._replace({ ...schedule, windows: event.detail });
        }}
      ></kiosk-windows-editor>
      <wa-button
        appearance="plain"
        ?disabled=${given > 0}
        @click=${() => {
          this._set({ named: this._schedules().named.filter((one) => one.id !== id) });
        }}
      >
        <kiosk-icon slot="start" name="trash"></kiosk-icon>${msg('Remove this schedule')}
      </wa-button>
      ${given > 0 ? html`<p class="quiet small">${msg('Give these people other hours under People before you remove it.')}</p>` : nothing}
    </section>`;
  }

  private _stored(): Schedules & { readonly timeZone: string } {
    return this._kept({});
  }

  private _schedules(): Schedules & { readonly timeZone: string } {
    return this._kept(this._change);
  }

  /** Without what was given to people who are gone. */
  private _kept(change: Partial<Schedules>): Schedules & { readonly timeZone: string } {
    const { rules, timeZone } = this.session.site;
    const schedules = { ...rules.schedules, timeZone, ...change };
    const { subjects, unreadable } = this.session.people;
    const kept = new Set([...subjects.keys(), ...unreadable.map(({ id }) => id)]);
    return { ...onlyFor(schedules, kept), timeZone: schedules.timeZone };
  }

  private _set(change: Partial<Schedules>): void {
    this._work.clear();
    this._change = { ...this._change, ...change };
  }

  private _add(): void {
    const { named } = this._schedules();
    this._set({ named: [...named, { id: crypto.randomUUID(), name: '', windows: OFFICE }] });
  }

  private _replace(schedule: NamedSchedule): void {
    this._set({ named: this._schedules().named.map((one) => (one.id === schedule.id ? schedule : one)) });
  }

  private async _save(event: Event): Promise<void> {
    event.preventDefault();
    await this._work.run(async () => {
      await this.session.site.changeHours(this._schedules());
      this._done();
    });
  }

  private async _giveUp(): Promise<void> {
    if (await mayLose(this, this._unsaved.isChanged)) this._done();
  }

  private _done(): void {
    this.dispatchEvent(new CustomEvent('done'));
  }
}

/** All zones that this device knows, and `chosen`: browsers leave out some names, such as UTC. */
function timeZonesWith(chosen: string): readonly string[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', chosen])].sort();
}

function warning(text: string) {
  return html`<kiosk-note tone="warn">${text}</kiosk-note>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-hours-panel': KioskHoursPanel;
  }
}
