/**
 * @file The fields of access hours: time zone, when everybody may enter, and schedules for some people. They store
 * nothing.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import '@awesome.me/webawesome/dist/components/option/option.js';
import '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import type WaRadioGroup from '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import '@awesome.me/webawesome/dist/components/radio/radio.js';
import '@awesome.me/webawesome/dist/components/select/select.js';
import type WaSelect from '@awesome.me/webawesome/dist/components/select/select.js';
import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Hours, NamedSchedule, TimeWindow } from '../../core/schedule/types.ts';
import { siteDecidesText, siteFieldText } from '../../locales/settings.ts';
import { MAX_SCHEDULE_NAME, MAX_SCHEDULES } from '../../storage/site-rules-codec.ts';
import '../elements/kiosk-icon.ts';
import '../elements/note.ts';
import { choiceOrientation } from '../elements/panel-styles.ts';
import './windows-editor.ts';

/** What a site begins with that lets people pass at some times only. */
const OFFICE: readonly TimeWindow[] = [{ days: [1, 2, 3, 4, 5], fromMinute: 8 * 60, untilMinute: 18 * 60 }];

export const hoursFieldsStyles = css`
  section.schedule {
    display: grid;
    gap: var(--kiosk-space-3);
    padding-top: var(--kiosk-space-4);
    border-top: 1px solid var(--kiosk-line);
  }
`;

/** One field, and whether the site's console decides it: then nobody changes it here. */
interface Field<Value> {
  readonly value: Value;
  readonly fixed: boolean;
  readonly set: (value: Value) => void;
}

export function timeZoneField({ value, fixed, set }: Field<string>): TemplateResult {
  return html`<wa-select
    label=${siteFieldText('timeZone')}
    hint=${hintOf(fixed, msg('Hours and shown times use it, whatever zone this device is set to.'))}
    ?disabled=${fixed}
    .value=${value}
    @change=${(event: Event) => set((event.target as WaSelect).value as string)}
  >
    ${timeZonesWith(value).map((one) => html`<wa-option value=${one}>${one}</wa-option>`)}
  </wa-select>`;
}

/** When everybody may enter. */
export function everybodysHours({ value, fixed, set }: Field<Hours>): TemplateResult {
  return html`<wa-radio-group
      label=${siteFieldText('hours')}
      hint=${hintOf(fixed, msg('For everybody without a schedule of their own.'))}
      orientation=${choiceOrientation()}
      ?disabled=${fixed}
      .value=${value === null ? 'always' : 'hours'}
      @change=${(event: Event) => set((event.target as WaRadioGroup).value === 'always' ? null : OFFICE)}
    >
      <wa-radio appearance="button" value="always">${msg('At any time')}</wa-radio>
      <wa-radio appearance="button" value="hours">${msg('At these hours')}</wa-radio>
    </wa-radio-group>
    ${
      value === null
        ? nothing
        : html`${
              value.length === 0
                ? html`<kiosk-note tone="warn">${msg('Without hours nobody may enter.')}</kiosk-note>`
                : nothing
            }
            <kiosk-windows-editor
              .windows=${value}
              ?disabled=${fixed}
              @change=${(event: CustomEvent<readonly TimeWindow[]>) => set(event.detail)}
            ></kiosk-windows-editor>`
    }`;
}

interface SchedulesField extends Field<readonly NamedSchedule[]> {
  /** How many people have it: one that somebody has cannot be removed. Null where that is not known. */
  readonly given: (id: string) => number | null;
}

/** The schedules that single people can have instead. */
export function schedulesField({ value, fixed, set, given }: SchedulesField): TemplateResult {
  const add = (): void => set([...value, { id: crypto.randomUUID(), name: '', windows: OFFICE }]);
  const replace = (schedule: NamedSchedule): void =>
    set(value.map((one) => (one.id === schedule.id ? schedule : one)));
  const remove = (id: string): void => set(value.filter((one) => one.id !== id));
  return html`${value.map((schedule) => scheduleField(schedule, fixed, given(schedule.id), replace, remove))}
  ${fixed ? html`<p class="quiet small">${siteFieldText('schedules')}: ${siteDecidesText()}</p>` : nothing}
  ${
    value.length < MAX_SCHEDULES && !fixed
      ? html`<wa-button appearance="outlined" @click=${add}>
          <kiosk-icon slot="start" name="calendar"></kiosk-icon>${msg('Add a schedule for some people')}
        </wa-button>`
      : nothing
  }`;
}

function scheduleField(
  schedule: NamedSchedule,
  fixed: boolean,
  given: number | null,
  replace: (schedule: NamedSchedule) => void,
  remove: (id: string) => void,
) {
  const isGiven = given !== null && given > 0;
  return html`<section class="schedule">
    <wa-input
      label=${msg('Name of the schedule')}
      hint=${given === null ? nothing : msg(str`People who have it: ${given}`)}
      maxlength=${MAX_SCHEDULE_NAME}
      required
      autocomplete="off"
      ?disabled=${fixed}
      .value=${schedule.name}
      @input=${(event: Event) => replace({ ...schedule, name: (event.target as WaInput).value ?? '' })}
    ></wa-input>
    <kiosk-windows-editor
      .windows=${schedule.windows}
      ?disabled=${fixed}
      @change=${(event: CustomEvent<readonly TimeWindow[]>) =>
        replace({ ...schedule, windows: event.detail })}
    ></kiosk-windows-editor>
    ${
      fixed
        ? nothing
        : html`<wa-button appearance="plain" ?disabled=${isGiven} @click=${() => remove(schedule.id)}>
            <kiosk-icon slot="start" name="trash"></kiosk-icon>${msg('Remove this schedule')}
          </wa-button>`
    }
    ${isGiven && !fixed ? html`<p class="quiet small">${msg('Give these people other hours under People before you remove it.')}</p>` : nothing}
  </section>`;
}

function hintOf(fixed: boolean, hint: string): string {
  return fixed ? siteDecidesText() : hint;
}

/** All zones that this device knows, and `chosen`: browsers leave out some names, such as UTC. */
function timeZonesWith(chosen: string): readonly string[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', chosen])].sort();
}
