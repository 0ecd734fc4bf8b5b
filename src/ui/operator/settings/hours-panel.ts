/** @file `<kiosk-hours-panel>`: when everybody may pass, and the schedules that single people can be given instead. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { scheduleOf } from '../../../core/schedule/schedule.ts';
import { onlyFor } from '../../../core/schedule/take-over.ts';
import type { Schedules } from '../../../core/schedule/types.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import { panelStyles } from '../../elements/panel-styles.ts';
import { momentText } from '../../../locales/moments.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import {
  everybodysHours,
  hoursFieldsStyles,
  schedulesField,
  timeZoneField,
} from '../../site-rules/hours-fields.ts';
import '../../elements/note.ts';
import { mayLose, UnsavedController } from '../../elements/unsaved.ts';
import { SessionController } from '../../elements/session-controller.ts';
import { WorkController } from '../../elements/work-controller.ts';

/** Dispatches `done` after saving or giving up. */
@localized()
@customElement('kiosk-hours-panel')
export class KioskHoursPanel extends LitElement {
  static override styles = [baseStyles, panelStyles, hoursFieldsStyles];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _change: Partial<Schedules> = {};
  private readonly _work = new WorkController(this);
  private readonly _unsaved = new UnsavedController(
    this,
    () => JSON.stringify(this._schedules()) !== JSON.stringify(this._stored()),
  );

  constructor() {
    super();
    // The site's console may decide something meanwhile.
    new SessionController(this, () => this.session);
  }

  override render() {
    const { session } = this;
    const { site, named, timeZone: zone } = this._schedules();
    const { decided } = session.site;
    return html`<form class="stack" @submit=${this._save}>
      ${session.site.rulesDistrusted ? warning(msg('The stored hours were altered, damaged or removed. Nobody gets in until you save them again.')) : nothing}
      ${session.clock.trust.trusted ? nothing : warning(msg('This device’s clock was set back. Until it is checked, only people who may enter at any time get in.'))}
      ${timeZoneField({
        value: zone,
        fixed: decided.has('timeZone'),
        set: (timeZone) => this._set({ timeZone }),
      })}
      <kiosk-note icon="timer"
        >${msg(str`The time there is now ${momentText(Date.now(), zone)}, by the clock of this device. If that is wrong, correct it first: saving confirms it.`)}</kiosk-note
      >
      ${everybodysHours({ value: site, fixed: decided.has('hours'), set: (hours) => this._set({ site: hours }) })}
      ${schedulesField({
        value: named,
        fixed: decided.has('schedules'),
        set: (schedules) => this._set({ named: schedules }),
        given: (id) => this._given(id),
      })}
      <div class="foot">
        ${this._work.outcome()}
        <div class="row end">
          <wa-button size="l" appearance="outlined" @click=${this._giveUp}>${msg('Cancel')}</wa-button>
          <wa-button size="l" variant="brand" type="submit">${msg('Save')}</wa-button>
        </div>
      </div>
    </form>`;
  }

  private _given(id: string): number {
    const schedules = this._schedules();
    const { subjects, unreadable } = this.session.people;
    const others = unreadable.filter((one) => !subjects.has(one.id) && schedules.assigned[one.id] === id);
    const people = [...subjects.values()].filter((person) => scheduleOf(schedules, person) === id);
    return people.length + others.length;
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

function warning(text: string) {
  return html`<kiosk-note tone="warn">${text}</kiosk-note>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-hours-panel': KioskHoursPanel;
  }
}
