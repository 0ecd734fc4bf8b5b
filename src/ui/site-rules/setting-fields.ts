/** @file The kinds of field that Settings has: one of a few options, a number of days, and a tick. */
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import type WaRadioGroup from '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import '@awesome.me/webawesome/dist/components/radio/radio.js';
import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { settingText, siteDecidesText, siteFieldText } from '../../locales/settings.ts';
import { MAX_LOG_DAYS } from '../../storage/log/log-days.ts';
import type { SettingName } from '../../storage/types.ts';
import { choiceOrientation } from '../elements/panel-styles.ts';

/** One of a few. `hint` is what the chosen one means. */
interface ChoiceField<Value extends string> {
  readonly options: readonly { readonly value: Value; readonly name: string; readonly lang?: string }[];
  readonly hint: string;
  readonly value: Value;
  /** The site's console decides it: nobody changes it here. */
  readonly fixed?: boolean;
  readonly set: (value: Value) => void;
}

export function choiceField<Value extends string>(
  setting: SettingName,
  { options, hint, value, fixed = false, set }: ChoiceField<Value>,
): TemplateResult {
  return html`<wa-radio-group
    label=${settingText(setting)}
    hint=${fixed ? `${siteDecidesText()} ${hint}` : hint}
    orientation=${choiceOrientation()}
    ?disabled=${fixed}
    .value=${value}
    @change=${(event: Event) => {
      set((event.target as WaRadioGroup).value as Value);
    }}
  >
    ${options.map(
      ({ value: one, name, lang }) =>
        html`<wa-radio appearance="button" value=${one} lang=${lang ?? nothing}>${name}</wa-radio>`,
    )}
  </wa-radio-group>`;
}

interface DaysField {
  readonly max: number;
  readonly hint: string;
  /** Null where the field is empty, which only one that is not `required` may be. */
  readonly value: number | null;
  readonly required: boolean;
  /** The site's console decides it: nobody changes it here. */
  readonly fixed?: boolean;
  readonly set: (days: number | null) => void;
}

export function daysField(
  setting: SettingName | 'hublessDays',
  { max, hint, value, required, fixed = false, set }: DaysField,
): TemplateResult {
  return html`<wa-input
    type="number"
    inputmode="numeric"
    min="1"
    max=${max}
    ?required=${required}
    ?disabled=${fixed}
    label=${setting === 'hublessDays' ? siteFieldText(setting) : settingText(setting)}
    hint=${fixed ? `${siteDecidesText()} ${hint}` : hint}
    .value=${value === null ? '' : String(value)}
    @input=${(event: Event) => {
      const { value: typed } = event.target as WaInput;
      set(typed ? Number(typed) : null);
    }}
  ></wa-input>`;
}

/** @param days - Null for ever. */
export function logDaysHint(days: number | null): string {
  return days === null
    ? msg(str`The log is kept forever. To limit that, enter a number of days, at most ${MAX_LOG_DAYS}.`)
    : msg(
        str`Older entries are deleted a week later, for good. At most ${MAX_LOG_DAYS}; leave this empty to keep the log forever.`,
      );
}

export function tickField(
  setting: SettingName,
  checked: boolean,
  set: (checked: boolean) => void,
): TemplateResult {
  return html`<label class="tick">
    <input
      type="checkbox"
      .checked=${checked}
      @change=${(event: Event) => {
        set((event.target as HTMLInputElement).checked);
      }}
    />
    ${settingText(setting)}
  </label>`;
}
