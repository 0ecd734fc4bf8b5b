/**
 * @file The kiosk's settings, each described once: its check, its default and its safest value. The type follows from
 * that. Settings that an older version sealed lack newer fields, which then have their defaults. What was altered has
 * its safest value. A new setting also needs its words in `src/locales/settings.ts`.
 *
 * Settings are sealed because the policy decides who gets in: an altered record must be noticed. Does not touch the
 * database.
 */
import * as v from 'valibot';
import { DEFAULT_RETENTION_DAYS, MAX_RETENTION_DAYS } from '../core/enrolment/retention.ts';
import { QUARTER_TURNS_DEG } from '../core/geometry/quarter-turn.ts';
import { DEFAULT_BACKUP_REMINDER_DAYS, MAX_BACKUP_REMINDER_DAYS } from '../core/site/backup-age.ts';
import { INJECTION_FLAGS } from '../core/liveness/types.ts';
import { isDoorOrigin } from '../core/site/door-origins.ts';
import { SET_UP_TASKS } from '../core/site/set-up-tasks.ts';
import { decodeUtf8, encodeUtf8 } from './bytes.ts';
import { isStorageError, StorageError } from './errors.ts';
import type { RecordIdentity, SealedRecord, Vault } from './vault.ts';

/** How long a door opener may have current. */
export const RELAY_PULSE_MS = { min: 300, max: 15_000 };

/** An attacker could guess a shorter secret. */
export const MIN_SECRET_CHARACTERS = 16;
const MAX_TEXT = 512;
/** There was no Facegate before, and so no backup of one. */
const FIRST_BACKUP_MS = Date.UTC(2020, 0, 1);
/** Levels with slashes between them, without wildcards. Topics that begin with `$` are the broker's own. */
const TOPIC = /^[^/#+\0$][^/#+\0]*(\/[^/#+\0]+)*$/;

/** Whether it is an address of that kind. One with credentials is none: the screen would show them. */
export function isDoorAddress(address: string, kind: 'http' | 'ws'): boolean {
  if (address.length > MAX_TEXT || !URL.canParse(address)) return false;
  const { protocol, host, username, password, hash } = new URL(address);
  if (!protocol.startsWith(kind) || username || password || hash) return false;
  return isDoorOrigin(`${protocol}//${host}`);
}

export function isTopic(text: string): boolean {
  return text.length <= 128 && TOPIC.test(text);
}

/** Letters and digits, and between them spaces, dots, dashes and underscores. */
const DOOR_NAME = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._-]{0,62}[\p{L}\p{N}])?$/u;

export function isDoorName(text: string): boolean {
  return DOOR_NAME.test(text);
}

function addressSchema(kind: 'http' | 'ws') {
  return v.pipe(
    v.string(),
    v.check((address) => address === '' || isDoorAddress(address, kind)),
  );
}

const Text = v.pipe(v.string(), v.maxLength(MAX_TEXT));
const Secret = v.union([v.literal(''), v.pipe(Text, v.minLength(MIN_SECRET_CHARACTERS))]);
const Whole = v.pipe(v.number(), v.integer());

/**
 * One setting.
 * @param initial - Of a new kiosk, and of a record that an older version wrote without it.
 * @param safest - Of a record that holds something else than the setting can be, or that cannot be trusted at all.
 * Whoever altered it must gain nothing by it: it lets in the fewest, opens the least, and keeps people for the shortest
 * time.
 */
function setting<const Schema extends v.GenericSchema>(
  schema: Schema,
  initial: v.InferOutput<Schema>,
  safest: v.InferOutput<Schema>,
): Setting<Schema> {
  return { schema, initial, safest };
}

interface Setting<Schema extends v.GenericSchema> {
  readonly schema: Schema;
  readonly initial: v.InferOutput<Schema>;
  readonly safest: v.InferOutput<Schema>;
}

/** Settings whose values may stand in a diagnostics file. */
const DISCLOSED_SETTINGS = {
  policy: setting(v.picklist(['convenience', 'standard', 'strict']), 'standard', 'strict'),
  mode: setting(v.picklist(['identify', 'verify']), 'identify', 'verify'),
  /** What holds with more people than the model was ever measured with, where the mode is `identify`. */
  manyPeople: setting(v.picklist(['verify', 'identify']), 'verify', 'verify'),
  /** What everybody is asked for at this door; a person's own rule may ask for more. */
  entryRule: setting(v.picklist(['face', 'faceAndHeld']), 'face', 'faceAndHeld'),
  showLandmarks: setting(v.boolean(), false, false),
  /** Clockwise, by how much the camera's picture is turned to stand upright. */
  cameraTurnDeg: setting(v.picklist(QUARTER_TURNS_DEG), 0, 0),
  /** Somebody who is kept too short is enrolled again; nobody takes back that they were kept too long. */
  retentionDays: setting(
    v.pipe(Whole, v.minValue(1), v.maxValue(MAX_RETENTION_DAYS)),
    DEFAULT_RETENTION_DAYS,
    1,
  ),
  /** Whether those who have a PIN may enter with it and their badge number instead of their face. */
  badgeAndPin: setting(v.picklist(['off', 'on']), 'on', 'off'),
  /** What the door lets be heard; `speech` speaks and sounds. */
  sound: setting(v.picklist(['off', 'sounds', 'speech']), 'sounds', 'off'),
  /** What the networks run on; `auto` for what was measured to be the fastest on this device. */
  backend: setting(v.picklist(['auto', 'wasm', 'webgpu']), 'auto', 'auto'),
  /** What a grant opens. */
  doorOutput: setting(v.picklist(['none', 'relay', 'webhook', 'mqtt']), 'none', 'none'),
  /** How long the relay's contact is closed. */
  relayPulseMs: setting(
    v.pipe(Whole, v.minValue(RELAY_PULSE_MS.min), v.maxValue(RELAY_PULSE_MS.max)),
    2_000,
    RELAY_PULSE_MS.min,
  ),
  /** Whether the door is told the subject's id; a name never. */
  doorTellsSubject: setting(v.boolean(), false, false),
  /** After so many days without a backup the operator is reminded of one. */
  backupReminderDays: setting(
    v.pipe(Whole, v.minValue(1), v.maxValue(MAX_BACKUP_REMINDER_DAYS)),
    DEFAULT_BACKUP_REMINDER_DAYS,
    1,
  ),
  /** Steps of the set-up that the administrator put away undone. */
  putAway: setting(v.pipe(v.array(v.picklist(SET_UP_TASKS)), v.readonly()), [], []),
};

const Count = v.pipe(Whole, v.minValue(0));
const Camera = v.object({
  deviceId: v.nullable(Text),
  label: Text,
  native: v.nullable(v.object({ widthPx: Count, heightPx: Count, framesPerSecond: v.nullable(Count) })),
  facing: v.pipe(v.array(Text), v.readonly()),
  accepted: v.boolean(),
});
const Flags = v.pipe(v.array(v.picklist(INJECTION_FLAGS)), v.readonly());
const Role = v.picklist(['embedder', 'fake-detector', 'attack-detector', 'face-landmarker', 'face-detector']);
const KnownModels = v.pipe(
  v.array(v.object({ role: Role, name: Text, sha256: v.nullable(Text) })),
  v.readonly(),
);

/** A kiosk that had both: where the manifest names one no more, it counts as lost. */
const BOTH_DETECTORS: v.InferOutput<typeof KnownModels> = [
  { role: 'fake-detector', name: 'fake detector', sha256: null },
  { role: 'attack-detector', name: 'attack detector', sha256: null },
];

/** Settings that name a device or a place, or are secret, and what the kiosk remembers of its own parts. */
const PRIVATE_SETTINGS = {
  /** Detectors that the kiosk has run on, one of a role at most. */
  detectorsSeen: setting(KnownModels, [], BOTH_DETECTORS),
  /** Lost models that the administrator has accepted as lost. */
  acceptedLosses: setting(KnownModels, [], []),
  /** MediaDeviceInfo.deviceId; null lets the browser choose. */
  cameraId: setting(v.nullable(Text), null, null),
  /**
   * The door's own camera; null for none yet, before which nobody is let in by face; `first` for the one that runs when
   * somebody unlocks the kiosk next.
   */
  camera: setting(v.nullable(v.union([v.literal('first'), Camera])), 'first', null),
  /** Signs that a camera is suspect, which no administrator has looked at. */
  cameraFlags: setting(Flags, [], INJECTION_FLAGS),
  /** What versions before the pinned camera stored of one that was accepted; read when that one is pinned. */
  approvedCameraLabel: setting(v.nullable(Text), null, null),
  /** When a backup that held somebody was saved last, milliseconds since 1970; null for never. */
  lastBackupMs: setting(v.nullable(v.pipe(v.number(), v.minValue(FIRST_BACKUP_MS))), null, null),
  /** When somebody last tried whether a backup opens, milliseconds since 1970; null for never. */
  lastBackupTrialMs: setting(v.nullable(v.pipe(v.number(), v.minValue(FIRST_BACKUP_MS))), null, null),
  /** Stands in each message to the door, so that no other door follows it. */
  doorName: setting(v.pipe(v.string(), v.check(isDoorName)), 'door', 'door'),
  /** Signs the orders to a relay's controller; empty for a plain relay, which knows no key. Never shown again. */
  relaySecret: setting(Secret, '', ''),
  /** Made when the kiosk was set up: the site's host knows it by this. Empty where an earlier version set it up. */
  kioskCode: setting(Text, '', ''),
  /** The code that the site's host has named. While it is not this kiosk's own, a plain relay releases nothing. */
  relayKnownAs: setting(Text, '', 'nobody'),
  /** `https:`, or `http:` to this device; empty until it is set. */
  webhookUrl: setting(addressSchema('http'), '', ''),
  /** Signs what is sent. Empty until it is set; never shown again. */
  webhookSecret: setting(Secret, '', ''),
  /** `wss:`, or `ws:` to this device; empty until it is set. */
  mqttUrl: setting(addressSchema('ws'), '', ''),
  mqttUsername: setting(Text, '', ''),
  /** Never shown again. */
  mqttPassword: setting(Text, '', ''),
  /**
   * Signs what is published. Empty where a version set MQTT up that signed nothing: orders go out unsigned then. Never
   * shown again.
   */
  mqttSecret: setting(Secret, '', ''),
  /** What all topics begin with. */
  mqttTopic: setting(v.pipe(v.string(), v.check(isTopic)), 'facegate', 'facegate'),
};

const SETTINGS = { ...DISCLOSED_SETTINGS, ...PRIVATE_SETTINGS };

type Table = typeof SETTINGS;
export type Settings = { readonly [Name in keyof Table]: Table[Name]['safest'] };
type DisclosedSettings = Pick<Settings, keyof typeof DISCLOSED_SETTINGS>;

const NAMES = Object.keys(SETTINGS) as readonly (keyof Settings)[];

function valuesOf(value: (name: keyof Settings) => unknown): Settings {
  return Object.fromEntries(NAMES.map((name) => [name, value(name)])) as Settings;
}

export const DEFAULT_SETTINGS: Settings = valuesOf((name) => SETTINGS[name].initial);

export const SAFEST_SETTINGS: Settings = valuesOf((name) => SETTINGS[name].safest);

const IDENTITY: RecordIdentity = { kind: 'settings', id: 'settings', modelSha256: null };

/** The settings of the first release. Every record holds them: one without them was altered, and has no default. */
const FIRST_SETTINGS: ReadonlySet<string> = new Set([
  'policy',
  'mode',
  'cameraId',
  'showLandmarks',
  'retentionDays',
]);

/** Settings as they are stored, as far as they can be relied on. */
export interface StoredSettings {
  /** Fields that this version does not know are kept: a later version wrote them. */
  readonly values: Settings;
  /** Those that could not be read or trusted, and have their safest value. */
  readonly fellBack: readonly (keyof Settings)[];
}

/** What holds where nothing that is stored can be relied on. */
export const ALL_FELL_BACK: StoredSettings = { values: SAFEST_SETTINGS, fellBack: NAMES };

/** @param stored - As it was unsealed. */
export function readableSettings(stored: unknown): StoredSettings {
  if (stored === null || typeof stored !== 'object' || Array.isArray(stored)) return ALL_FELL_BACK;
  const fields = new Map(Object.entries(stored));
  const found = NAMES.map((name) => ({ name, ...valueIn(fields, name) }));
  return {
    values: { ...stored, ...Object.fromEntries(found.map(({ name, value }) => [name, value])) } as Settings,
    fellBack: found.filter(({ sound }) => !sound).map(({ name }) => name),
  };
}

function valueIn(fields: ReadonlyMap<string, unknown>, name: keyof Settings) {
  const { schema, initial, safest } = SETTINGS[name];
  if (!fields.has(name) && !FIRST_SETTINGS.has(name)) return { value: initial, sound: true };
  const parsed = v.safeParse(schema, fields.get(name));
  return parsed.success ? { value: parsed.output, sound: true } : { value: safest, sound: false };
}

/** @throws StorageError `invalid` naming the setting. */
export function parseSettings(value: unknown): Settings {
  const { values, fellBack } = readableSettings(value);
  const wrong = fellBack.at(0);
  if (wrong === undefined) return values;
  throw new StorageError('invalid', `The setting “${wrong}” is missing or out of range.`);
}

/** Those that a diagnostics file may hold. */
export function disclosedSettings(settings: Settings): DisclosedSettings {
  const names = Object.keys(DISCLOSED_SETTINGS) as readonly (keyof DisclosedSettings)[];
  return Object.fromEntries(names.map((name) => [name, settings[name]])) as DisclosedSettings;
}

/**
 * @returns `before` with the fields of `change` that are given.
 * @throws StorageError `invalid`, also for a setting that there is not; `tampered` where `change` lacks one that fell
 * back: nobody stores the safest value without having seen it.
 */
export function mergeSettings(before: StoredSettings, change: Partial<Settings>): Settings {
  const given = Object.fromEntries(
    Object.entries(change as Record<string, unknown>).filter(([, value]) => value !== undefined),
  );
  const unknown = Object.keys(given).find((field) => !(field in DEFAULT_SETTINGS));
  if (unknown !== undefined) throw new StorageError('invalid', `There is no setting “${unknown}”.`);
  const after = parseSettings({ ...before.values, ...given });
  const missing = before.fellBack.find((field) => !(field in given));
  if (missing === undefined) return after;
  throw new StorageError('tampered', `The setting “${missing}” was altered or damaged; enter it anew.`);
}

/** The fields in which the two differ, and all that fell back. */
export function changedFields(before: StoredSettings, after: Settings): readonly (keyof Settings)[] {
  const { values, fellBack } = before;
  const same = (field: keyof Settings): boolean =>
    !fellBack.includes(field) && JSON.stringify(values[field]) === JSON.stringify(after[field]);
  return NAMES.filter((field) => !same(field));
}

export function sealSettings(vault: Vault, settings: Settings): Promise<SealedRecord> {
  return vault.seal(IDENTITY, encodeUtf8(JSON.stringify(settings)));
}

/** All fell back where they are missing or were altered. */
export async function openSettings(vault: Vault, stored: unknown): Promise<StoredSettings> {
  try {
    return readableSettings(JSON.parse(decodeUtf8(await vault.open(IDENTITY, stored))));
  } catch (error) {
    if (error instanceof SyntaxError || isStorageError(error, 'tampered')) return ALL_FELL_BACK;
    throw error;
  }
}
