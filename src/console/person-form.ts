/** @file `<fleet-person-form>`: a person's name and badge, and whether they are suspended. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { checkDetails, NAME_MAX } from '../core/enrolment/details.ts';
import { detailsProblemText } from '../locales/enrolment.ts';
import { SpokenError } from '../locales/errors.ts';
import { inWords } from '../locales/fleet-errors.ts';
import { momentText } from '../locales/moments.ts';
import { baseStyles } from '../ui/elements/base-styles.ts';
import '../ui/elements/kiosk-icon.ts';
import '../ui/elements/note.ts';
import { WorkController } from '../ui/elements/work-controller.ts';
import type { ConsoleSession } from './site/console-session.ts';
import type { KnownPerson, PersonEdit } from './site/people-api.ts';

/** Dispatches `done` when it was saved, and `erase` when the person is to be erased. */
@localized()
@customElement('fleet-person-form')
export class FleetPersonForm extends LitElement {
  static override styles = baseStyles;

  @property({ attribute: false }) session!: ConsoleSession;
  @property({ attribute: false }) person!: KnownPerson;
  /** As the form was filled; what others change meanwhile does not overwrite what is typed. */
  @state() private _begun: KnownPerson | null = null;
  @query('wa-input[name="name"]') private _name!: WaInput;
  @query('wa-input[name="badge"]') private _badge!: WaInput;
  private readonly _work = new WorkController(this);

  override render() {
    this._begun ??= this.person;
    const begun = this._begun;
    const { suspendedAtMs } = this.person;
    return html`<form class="stack" @submit=${this._save}>
      <wa-input
        name="name"
        autocomplete="off"
        required
        maxlength=${NAME_MAX}
        label=${msg('Name')}
        value=${begun.name}
      ></wa-input>
      <wa-input
        name="badge"
        autocomplete="off"
        autocapitalize="off"
        label=${msg('Badge number')}
        value=${begun.badge ?? ''}
      ></wa-input>
      ${
        suspendedAtMs === null
          ? null
          : html`<kiosk-note tone="warn"
              >${msg(str`Suspended since ${momentText(suspendedAtMs)}: no door lets this person in.`)}</kiosk-note
            >`
      }
      ${this._work.outcome()}
      <wa-button type="submit" size="l" variant="brand" ?loading=${this._work.busy}>${msg('Save')}</wa-button>
      <wa-button
        size="l"
        appearance="outlined"
        ?disabled=${this._work.busy}
        @click=${() => this._do(() => Promise.resolve({ suspendedAtMs: suspendedAtMs === null ? Date.now() : null }))}
        >${suspendedAtMs === null ? msg('Suspend at every door') : msg('Let in again')}</wa-button
      >
      <wa-button
        size="l"
        appearance="plain"
        variant="danger"
        ?disabled=${this._work.busy}
        @click=${() => this.dispatchEvent(new Event('erase'))}
      >
        <kiosk-icon slot="start" name="trash"></kiosk-icon>${msg('Erase at every door')}
      </wa-button>
    </form>`;
  }

  private _save(event: Event): void {
    event.preventDefault();
    const typed = { name: this._name.value ?? '', badge: this._badge.value ?? '' };
    this._do(async () => {
      const holder = typed.badge === '' ? null : await this.session.people.holderOf(typed.badge);
      const isTaken = holder !== null && holder !== this.person.id;
      const check = checkDetails(typed, isTaken ? [typed.badge] : []);
      if (!check.ok) throw new SpokenError(check.problems.map(detailsProblemText).join(' '));
      const { name, badge } = check.details;
      // What was not changed here may have been changed elsewhere.
      return {
        ...(name === this._begun?.name ? {} : { name }),
        ...(badge === this._begun?.badge ? {} : { badge }),
      };
    });
  }

  private _do(decide: () => Promise<PersonEdit>): void {
    void this._work.run(() =>
      inWords(async () => {
        await this.session.people.edit(this.person.id, await decide());
        this.dispatchEvent(new Event('done'));
      }),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fleet-person-form': FleetPersonForm;
  }
}
