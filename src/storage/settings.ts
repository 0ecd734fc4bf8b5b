/**
 * @file The kiosk's settings, each described once: its check and its default. The type and the defaults follow from
 * that. Settings that an older version sealed lack newer fields, which then have their defaults. A new setting also
 * needs its words in `src/locales/settings.ts`.
 *
 * Settings are sealed because the policy decides who gets in: an altered record must be noticed. Does not touch the
 * database.
 */
import * as v from 'valibot';
import { DEFAULT_RETENTION_DAYS, MAX_RETENTION_DAYS } from '../core/enrolment/retention.ts';
import { INJECTION_FLAGS } from '../core/liveness/types.ts';
import { isDoorOrigin } from '../core/site/door-origins.ts';
import { decodeUtf8, encodeUtf8 } from './bytes.ts';
import { StorageError } from './errors.ts';
import type { RecordIdentity, SealedRecord, Vault } from './vault.ts';

/** How long a door opener may have current. */
export const RELAY_PULSE_MS = { min: 300, max: 15_000 };

/** An attacker could guess a shorter secret. */
export const MIN_SECRET_CHARACTERS = 16;
const MAX_TEXT = 512;
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

function addressSchema(kind: 'http' | 'ws') {
  return v.pipe(
    v.string(),
    v.check((address) => address === '' || isDoorAddress(address, kind)),
  );
}

const Text = v.pipe(v.string(), v.maxLength(MAX_TEXT));
const Whole = v.pipe(v.number(), v.integer());

/** Settings whose values may stand in a diagnostics file. */
const DISCLOSED_SETTINGS = {
  policy: v.optional(v.picklist(['convenience', 'standard', 'strict']), 'standard'),
  mode: v.optional(v.picklist(['identify', 'verify']), 'identify'),
  /** What holds with more people than the model was ever measured with, where the mode is `identify`. */
  manyPeople: v.optional(v.picklist(['verify', 'identify']), 'verify'),
  /** What everybody is asked for at this door; a person's own rule may ask for more. */
  entryRule: v.optional(v.picklist(['face', 'faceAndHeld']), 'face'),
  showLandmarks: v.optional(v.boolean(), false),
  retentionDays: v.optional(
    v.pipe(Whole, v.minValue(1), v.maxValue(MAX_RETENTION_DAYS)),
    DEFAULT_RETENTION_DAYS,
  ),
  /** Whether those who have a PIN may enter with it and their badge number instead of their face. */
  badgeAndPin: v.optional(v.picklist(['off', 'on']), 'on'),
  /** What the door lets be heard; `speech` speaks and sounds. */
  sound: v.optional(v.picklist(['off', 'sounds', 'speech']), 'sounds'),
  /** What a grant opens. */
  doorOutput: v.optional(v.picklist(['none', 'relay', 'webhook', 'mqtt']), 'none'),
  /** How long the relay's contact is closed. */
  relayPulseMs: v.optional(
    v.pipe(Whole, v.minValue(RELAY_PULSE_MS.min), v.maxValue(RELAY_PULSE_MS.max)),
    2_000,
  ),
  /** Whether the door is told the subject's id; a name never. */
  doorTellsSubject: v.optional(v.boolean(), false),
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

/** Settings that name a device or a place, or are secret, and what the kiosk remembers of its own parts. */
const PRIVATE_SETTINGS = {
  /** Detectors that the kiosk has run on, one of a role at most. */
  detectorsSeen: v.optional(KnownModels, []),
  /** Lost models that the administrator has accepted as lost. */
  acceptedLosses: v.optional(KnownModels, []),
  /** MediaDeviceInfo.deviceId; null lets the browser choose. */
  cameraId: v.optional(v.nullable(Text), null),
  /** The door's own camera; null for none yet, `first` for the one that runs when somebody unlocks the kiosk next. */
  camera: v.optional(v.nullable(v.union([v.literal('first'), Camera])), 'first'),
  /** Signs that a camera is suspect, which no administrator has looked at. */
  cameraFlags: v.optional(Flags, []),
  /** What versions before the pinned camera stored of one that was accepted; read when that one is pinned. */
  approvedCameraLabel: v.optional(v.nullable(Text), null),
  /** `https:`, or `http:` to this device; empty until it is set. */
  webhookUrl: v.optional(addressSchema('http'), ''),
  /** Signs what is sent. Empty until it is set; never shown again. */
  webhookSecret: v.optional(v.union([v.literal(''), v.pipe(Text, v.minLength(MIN_SECRET_CHARACTERS))]), ''),
  /** `wss:`, or `ws:` to this device; empty until it is set. */
  mqttUrl: v.optional(addressSchema('ws'), ''),
  mqttUsername: v.optional(Text, ''),
  /** Never shown again. */
  mqttPassword: v.optional(Text, ''),
  /** What all topics begin with. */
  mqttTopic: v.optional(v.pipe(v.string(), v.check(isTopic)), 'facegate'),
};

const DisclosedSchema = v.object(DISCLOSED_SETTINGS);
const KnownSchema = v.object({ ...DISCLOSED_SETTINGS, ...PRIVATE_SETTINGS });
/**
 * Fields that this version does not know are kept: a later version wrote them before the site went back to this one.
 */
const SettingsSchema = v.looseObject(KnownSchema.entries);

export type Settings = Readonly<v.InferOutput<typeof KnownSchema>>;

export const DEFAULT_SETTINGS: Settings = v.parse(KnownSchema, {});

const IDENTITY: RecordIdentity = { kind: 'settings', id: 'settings', modelSha256: null };

/** The settings of the first release. Every record holds them: one without them was altered, and has no default. */
const FIRST_SETTINGS = ['policy', 'mode', 'cameraId', 'showLandmarks', 'retentionDays'] as const;

/** @throws StorageError `invalid` naming the setting. */
export function parseSettings(value: unknown): Settings {
  const lacking = FIRST_SETTINGS.find((field) => !Object.hasOwn(Object(value) as object, field));
  if (lacking !== undefined) throw new StorageError('invalid', `The setting “${lacking}” is missing.`);
  const parsed = v.safeParse(SettingsSchema, value);
  if (parsed.success) return parsed.output;
  const field = v.getDotPath(parsed.issues[0]) ?? 'settings';
  throw new StorageError('invalid', `The setting “${field}” is missing or out of range.`);
}

/** Those that a diagnostics file may hold. */
export function disclosedSettings(settings: Settings): v.InferOutput<typeof DisclosedSchema> {
  return v.parse(DisclosedSchema, settings);
}

/**
 * @param before - Null where they cannot be opened: then `change` must name every setting.
 * @returns `before` with the fields of `change` that are given.
 * @throws StorageError `invalid`, also for a setting that there is not.
 */
export function mergeSettings(before: Settings | null, change: Partial<Settings>): Settings {
  const given = Object.fromEntries(
    Object.entries(change as Record<string, unknown>).filter(([, value]) => value !== undefined),
  );
  const unknown = Object.keys(given).find((field) => !(field in DEFAULT_SETTINGS));
  if (unknown !== undefined) throw new StorageError('invalid', `There is no setting “${unknown}”.`);
  const missing = Object.keys(DEFAULT_SETTINGS).find((field) => before === null && !(field in given));
  if (missing !== undefined) throw new StorageError('invalid', `The setting “${missing}” is missing.`);
  return parseSettings({ ...before, ...given });
}

/** The fields in which the two differ; all of them when there is no `before`. */
export function changedFields(before: Settings | null, after: Settings): readonly (keyof Settings)[] {
  const same = (field: keyof Settings): boolean =>
    before !== null && JSON.stringify(before[field]) === JSON.stringify(after[field]);
  return (Object.keys(after) as (keyof Settings)[]).filter((field) => !same(field));
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
