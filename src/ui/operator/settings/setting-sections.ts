/** @file The sections of Settings: who gets in, the door's screen, the camera, what is kept, this device. */
import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { MAX_RETENTION_DAYS } from '../../../core/enrolment/retention.ts';
import type { QuarterTurnDeg } from '../../../core/geometry/quarter-turn.ts';
import type { PolicyName } from '../../../core/decision/policies.ts';
import { MAX_BACKUP_REMINDER_DAYS } from '../../../core/site/backup-age.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import { type Language, languageLabel, LANGUAGES } from '../../../locales/language.ts';
import { operatingTextOf } from '../../../locales/operating.ts';
import { policyText } from '../../../locales/policies.ts';
import { settingChoices } from '../../../locales/settings.ts';
import { MAX_LOG_DAYS } from '../../../storage/log/log-days.ts';
import '../../camera/camera-picker.ts';
import { Speaker } from '../../door/speaker.ts';
import './camera-approval.ts';
import { approvedCamera, pickedCamera } from './camera-choice.ts';
import { choiceField, daysField, logDaysHint, tickField } from '../../site-rules/setting-fields.ts';
import type { SettingsDraft } from './settings-draft.ts';

type ChoiceName = keyof ReturnType<typeof settingChoices>;

interface Section {
  readonly title: string;
  readonly content: TemplateResult;
}

/** Buttons that lead further. */
type Openers = Readonly<Record<'openHours' | 'openConsent' | 'openDoorFace', TemplateResult>>;

const POLICY_ORDER: readonly PolicyName[] = ['convenience', 'standard', 'strict'];

/**
 * In the order in which they stand on the screen.
 * @param openHours - Leads to who may pass when.
 * @param openConsent - Leads to what people agree to.
 * @param openDoorFace - Leads to what the door shows of the site.
 */
export function settingSections(
  session: KioskSession,
  draft: SettingsDraft,
  { openHours, openConsent, openDoorFace }: Openers,
): readonly Section[] {
  return [
    { title: msg('Who gets in'), content: html`${openHours} ${entryFields(session, draft)}` },
    { title: msg('The door’s screen'), content: html`${openDoorFace} ${screenFields(draft)}` },
    { title: msg('Camera'), content: cameraFields(session, draft) },
    { title: msg('What is kept, and for how long'), content: html`${openConsent} ${keepingFields(draft)}` },
    { title: msg('This device'), content: choice(draft, 'backend') },
  ];
}

function entryFields(session: KioskSession, draft: SettingsDraft): TemplateResult {
  const { policy } = draft.settings;
  const operating = operatingTextOf(session, policy);
  return html`${choiceField('policy', {
    options: POLICY_ORDER.map((value) => ({ value, name: policyText(value).name })),
    hint: policyText(policy).meaning,
    value: policy,
    fixed: draft.decided.has('policy'),
    set: (value) => {
      draft.set({ policy: value });
    },
  })}
  ${operating === null ? nothing : html`<p class="quiet small">${operating}</p>`} ${choice(draft, 'mode')}
  ${choice(draft, 'manyPeople')} ${choice(draft, 'entryRule')} ${choice(draft, 'badgeAndPin')}`;
}

function screenFields(draft: SettingsDraft): TemplateResult {
  return html`${choiceField('language', {
    options: LANGUAGES.map((value) => ({ value, name: languageText(value), lang: value })),
    hint: `${msg('A visitor may choose another language at the door. It lasts until nobody is there.')} ${msg('A machine translated the Arabic; nobody has proofread it.')}`,
    value: draft.language,
    set: (value) => {
      draft.speak(value);
    },
  })}
  ${choice(draft, 'sound')}
  ${tickField('showLandmarks', draft.settings.showLandmarks, (showLandmarks) => {
    draft.set({ showLandmarks });
  })}`;
}

function languageText(language: Language): string {
  const { name, machineMade } = languageLabel(language);
  return machineMade === null ? name : `${name} (${machineMade})`;
}

function cameraFields(session: KioskSession, draft: SettingsDraft): TemplateResult {
  const { camera, cameraWatch, site } = session;
  return html`<kiosk-camera-picker
      .camera=${camera}
      .value=${draft.settings.cameraId}
      @pick=${(event: CustomEvent<string | null>) => {
        draft.set(pickedCamera(site.settings, event.detail));
      }}
      .turnDeg=${draft.settings.cameraTurnDeg}
      @turn=${(event: CustomEvent<QuarterTurnDeg>) => {
        draft.set({ cameraTurnDeg: event.detail });
      }}
    ></kiosk-camera-picker>
    <kiosk-camera-approval
      .label=${camera.facts?.label ?? null}
      .flags=${cameraWatch.flags}
      .closure=${cameraWatch.closure}
      @approve=${(event: CustomEvent<boolean>) => {
        draft.set(approvedCamera(site.settings, event.detail ? camera.facts : null));
      }}
    ></kiosk-camera-approval>`;
}

function keepingFields(draft: SettingsDraft): TemplateResult {
  const { logDays, settings } = draft;
  return html`${daysField('retentionDays', {
    max: MAX_RETENTION_DAYS,
    hint: msg(str`For people who enrol from now on; at most ${MAX_RETENTION_DAYS}.`),
    value: settings.retentionDays,
    required: true,
    fixed: draft.decided.has('retentionDays'),
    set: (days) => {
      draft.set({ retentionDays: days ?? 0 });
    },
  })}
  ${daysField('logDays', {
    max: MAX_LOG_DAYS,
    hint: logDaysHint(logDays),
    value: logDays,
    required: false,
    fixed: draft.decided.has('logDays'),
    set: (days) => {
      draft.keepLogFor(days);
    },
  })}
  ${daysField('backupReminderDays', {
    max: MAX_BACKUP_REMINDER_DAYS,
    hint: msg('The reminder appears in the operator’s menu and in Health, not at the door.'),
    value: settings.backupReminderDays,
    required: true,
    set: (days) => {
      draft.set({ backupReminderDays: days ?? 0 });
    },
  })}`;
}

function choice(draft: SettingsDraft, name: ChoiceName): TemplateResult {
  const hasVoice = new Speaker().canSpeak(document.documentElement.lang || 'en');
  const texts = new Map(Object.entries(settingChoices(hasVoice)[name]));
  const value = draft.settings[name];
  return choiceField<string>(name, {
    options: [...texts].map(([one, text]) => ({ value: one, name: text.name })),
    hint: texts.get(value)?.hint ?? '',
    value,
    fixed: name !== 'sound' && name !== 'backend' && draft.decided.has(name),
    set: (chosen) => {
      draft.set({ [name]: chosen });
    },
  });
}
