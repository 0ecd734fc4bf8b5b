/**
 * @file The kiosk's settings: defaults, check, and sealing. They are no secret, but the policy decides who gets in,
 * so an altered record must show. Does not touch the database.
 */
import * as v from 'valibot';
import { DEFAULT_RETENTION_DAYS, MAX_RETENTION_DAYS } from '../core/enrolment/retention.ts';
import { isDoorOrigin } from '../core/site/door-origins.ts';
import { decodeUtf8, encodeUtf8 } from './bytes.ts';
import { StorageError } from './errors.ts';
import type { Settings } from './types.ts';
import type { RecordIdentity, SealedRecord, Vault } from './vault.ts';

export const DEFAULT_SETTINGS: Settings = {
  policy: 'standard',
  mode: 'identify',
  cameraId: null,
  approvedCameraLabel: null,
  showLandmarks: false,
  retentionDays: DEFAULT_RETENTION_DAYS,
  badgeAndPin: 'on',
  sound: 'sounds',
  doorOutput: 'none',
  relayPulseMs: 2_000,
  doorTellsSubject: false,
  webhookUrl: '',
  webhookSecret: '',
  mqttUrl: '',
  mqttUsername: '',
  mqttPassword: '',
  mqttTopic: 'facegate',
};

/** How long a door opener may have current. */
export const RELAY_PULSE_MS = { min: 300, max: 15_000 };

/** A secret that can be guessed signs nothing. */
export const MIN_SECRET_CHARACTERS = 16;
const MAX_TEXT = 512;
/** Levels parted by slashes, without wildcards, and not one of the broker's own. */
const TOPIC = /^[^/#+\0$][^/#+\0]*(\/[^/#+\0]+)*$/;

/** Whether it is an address of that kind, without credentials: those would be shown with it. */
export function isDoorAddress(address: string, kind: 'http' | 'ws'): boolean {
  if (address.length > MAX_TEXT || !URL.canParse(address)) return false;
  const { protocol, host, username, password, hash } = new URL(address);
  if (!protocol.startsWith(kind) || username || password || hash) return false;
  return isDoorOrigin(`${protocol}//${host}`);
}

export function isTopic(text: string): boolean {
  return text.length <= 128 && TOPIC.test(text);
}

function addressSchema(kind: 'http' | 'ws') {
  return v.pipe(
    v.string(),
    v.check((address) => address === '' || isDoorAddress(address, kind)),
  );
}

/** A field that this version does not know is kept: a later version wrote it, before somebody went back to this one. */
const SettingsSchema = v.looseObject({
  policy: v.picklist(['convenience', 'standard', 'strict']),
  mode: v.picklist(['identify', 'verify']),
  cameraId: v.nullable(v.pipe(v.string(), v.maxLength(512))),
  // Kiosks set up before a setting came have sealed settings without it: hence `optional`.
  approvedCameraLabel: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(512))), null),
  showLandmarks: v.boolean(),
  retentionDays: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_RETENTION_DAYS)),
  badgeAndPin: v.optional(v.picklist(['off', 'on']), 'on'),
  sound: v.optional(v.picklist(['off', 'sounds', 'speech']), 'sounds'),
  doorOutput: v.optional(v.picklist(['none', 'relay', 'webhook', 'mqtt']), 'none'),
  relayPulseMs: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(RELAY_PULSE_MS.min), v.maxValue(RELAY_PULSE_MS.max)),
    DEFAULT_SETTINGS.relayPulseMs,
  ),
  doorTellsSubject: v.optional(v.boolean(), DEFAULT_SETTINGS.doorTellsSubject),
  webhookUrl: v.optional(addressSchema('http'), DEFAULT_SETTINGS.webhookUrl),
  webhookSecret: v.optional(
    v.union([v.literal(''), v.pipe(v.string(), v.minLength(MIN_SECRET_CHARACTERS), v.maxLength(MAX_TEXT))]),
    DEFAULT_SETTINGS.webhookSecret,
  ),
  mqttUrl: v.optional(addressSchema('ws'), DEFAULT_SETTINGS.mqttUrl),
  mqttUsername: v.optional(v.pipe(v.string(), v.maxLength(MAX_TEXT)), DEFAULT_SETTINGS.mqttUsername),
  mqttPassword: v.optional(v.pipe(v.string(), v.maxLength(MAX_TEXT)), DEFAULT_SETTINGS.mqttPassword),
  mqttTopic: v.optional(v.pipe(v.string(), v.check(isTopic)), DEFAULT_SETTINGS.mqttTopic),
});

const IDENTITY: RecordIdentity = { kind: 'settings', id: 'settings', modelSha256: null };

/** @throws StorageError `invalid` naming the setting. */
export function parseSettings(value: unknown): Settings {
  const parsed = v.safeParse(SettingsSchema, value);
  if (parsed.success) return parsed.output;
  const field = v.getDotPath(parsed.issues[0]) ?? 'settings';
  throw new StorageError('invalid', `The setting “${field}” is missing or out of range.`);
}

/** `before` with the fields of `change` that are given. @throws StorageError `invalid`, also for a setting that there is not. */
export function mergeSettings(before: Settings | null, change: Partial<Settings>): Settings {
  const given = Object.fromEntries(
    Object.entries(change as Record<string, unknown>).filter(([, value]) => value !== undefined),
  );
  const unknown = Object.keys(given).find((field) => !(field in DEFAULT_SETTINGS));
  if (unknown !== undefined) throw new StorageError('invalid', `There is no setting “${unknown}”.`);
  return parseSettings({ ...before, ...given });
}

/** The fields in which the two differ; all of them when there is no `before`. */
export function changedFields(before: Settings | null, after: Settings): readonly (keyof Settings)[] {
  return (Object.keys(after) as (keyof Settings)[]).filter((field) => before?.[field] !== after[field]);
}

export function sealSettings(vault: Vault, settings: Settings): Promise<SealedRecord> {
  return vault.seal(IDENTITY, encodeUtf8(JSON.stringify(settings)));
}

/** @throws StorageError `tampered`. */
export async function openSettings(vault: Vault, stored: unknown): Promise<Settings> {
  try {
    return parseSettings(JSON.parse(decodeUtf8(await vault.open(IDENTITY, stored))));
  } catch (cause) {
    throw new StorageError('tampered', 'The settings were altered or damaged; enter every setting anew.', {
      cause,
    });
  }
}
