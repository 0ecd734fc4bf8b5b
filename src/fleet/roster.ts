/** @file The devices of a fleet, as the site signs them, and who of them may write what. */
import * as v from 'valibot';
import { decodeUtf8, encodeUtf8, fromHex, type Bytes } from '../storage/bytes.ts';
import { FleetError } from './errors.ts';
import { DeviceIdSchema, DeviceKeysSchema } from './key-schemas.ts';
import { SITE } from './names.ts';
import { canonical } from './registers.ts';
import { type Place, SIGNING_KEY } from './sealed-record.ts';

const Zone = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,32}$/));
/** In characters. */
export const MAX_DOOR_NAME = 60;

export const DeviceSchema = v.object({
  id: DeviceIdSchema,
  /** As the operator calls the door. */
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_DOOR_NAME)),
  keys: DeviceKeysSchema,
  zones: v.pipe(v.array(Zone), v.minLength(1), v.maxLength(64)),
  mayEnrol: v.boolean(),
  /** Grows with each change. Nobody takes an earlier one than they know. */
  version: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  joinedAtMs: v.pipe(v.number(), v.finite(), v.minValue(0)),
  /** For a device that was removed, for good. */
  removed: v.optional(
    v.object({
      atMs: v.pipe(v.number(), v.finite(), v.minValue(0)),
      /** Its signature counts in records of this epoch and before, while they are being sealed anew. */
      lastEpoch: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
      /** They were: its signature counts nowhere any more. */
      settled: v.boolean(),
    }),
  ),
});

export type Device = v.InferOutput<typeof DeviceSchema>;

export function encodeDevice(device: Device): Bytes {
  return encodeUtf8(JSON.stringify(device));
}

/** @throws FleetError `invalid`. */
export function decodeDevice(bytes: Uint8Array): Device {
  try {
    return v.parse(DeviceSchema, JSON.parse(decodeUtf8(bytes)));
  } catch (cause) {
    throw new FleetError('invalid', { cause });
  }
}

/**
 * Whether `next` may take the place of `known`. Of two of one version, which only a hub that was put back brings about,
 * everybody takes the same one: the one that allows less.
 */
export function mayReplace(known: Device | undefined, next: Device): boolean {
  if (known === undefined || next.version > known.version) return true;
  if (next.version < known.version) return false;
  if ((next.removed === undefined) !== (known.removed === undefined)) return next.removed !== undefined;
  if (next.mayEnrol !== known.mayEnrol) return !next.mayEnrol;
  return canonical(next) >= canonical(known);
}

/** @param raw - Hex, 65 bytes. */
export function importVerifier(raw: string, crypto: Crypto): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', fromHex(raw), SIGNING_KEY, true, ['verify']);
}

/** Who may write where. Holds the site's key and those of the devices that it was told of. */
export class Roster {
  private readonly _devices = new Map<string, { readonly device: Device; readonly verifier: CryptoKey }>();

  /** @param _siteKey - Verifies what the site has signed. */
  constructor(
    private readonly _siteKey: CryptoKey,
    private readonly _crypto: Crypto,
  ) {}

  get devices(): readonly Device[] {
    return [...this._devices.values()].map(({ device }) => device);
  }

  get(id: string): Device | null {
    return this._devices.get(id)?.device ?? null;
  }

  /** Takes the place of what was known of that device. @throws FleetError `older`. */
  async put(device: Device): Promise<void> {
    const verifier = await importVerifier(device.keys.signingKey, this._crypto);
    if (!mayReplace(this._devices.get(device.id)?.device, device)) throw new FleetError('older');
    this._devices.set(device.id, { device, verifier });
  }

  /**
   * The site may write everything; a device that may enrol, the people of its zones.
   * @param epoch - Of the key that the record is sealed under.
   * @returns Null for anybody else.
   */
  verifierOf(writer: string, place: Place, epoch: number): CryptoKey | null {
    if (writer === SITE) return this._siteKey;
    const known = this._devices.get(writer);
    if (known === undefined) return null;
    const [bucket, zone] = place.split('.');
    const { mayEnrol, zones, removed } = known.device;
    const isOver = removed !== undefined && (removed.settled || epoch > removed.lastEpoch);
    return bucket === 'people' && mayEnrol && !isOver && zones.includes(zone) ? known.verifier : null;
  }

  /** Verifies what a device says of itself. @returns Null for an unknown one, and one that was removed. */
  verifierOfDevice(id: string): CryptoKey | null {
    const known = this._devices.get(id);
    return known === undefined || known.device.removed !== undefined ? null : known.verifier;
  }
}
