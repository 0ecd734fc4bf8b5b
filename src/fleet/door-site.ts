/**
 * @file What a door keeps of its site, over the kiosk's own store: the devices that the site signs for, and what its
 * console decides. Both only go on: whatever a hub replays, nothing older takes the place of what is kept.
 */
import * as v from 'valibot';
import { decodeUtf8, encodeUtf8, type Bytes } from '../storage/bytes.ts';
import { readSiteValues } from '../storage/fleet/site-values.ts';
import type { OpenStore } from '../storage/open-store.ts';
import { FleetError } from './errors.ts';
import type { KeptMembership } from './kept-membership.ts';
import type { Membership } from './membership.ts';
import {
  isSameRegisters,
  latestStamp,
  mergeRegisters,
  NO_REGISTERS,
  type Registers,
  RegistersSchema,
  valuesOf,
} from './registers.ts';
import { type Device, DeviceSchema, mayReplace } from './roster.ts';
import type { DoorSite } from './types.ts';

export interface DoorSiteOptions {
  readonly records: Pick<
    OpenStore,
    'fleetRoster' | 'changeFleetRoster' | 'fleetRules' | 'changeBySite' | 'appendAudit'
  >;
  readonly membership: KeptMembership;
  readonly nowMs: () => number;
  /** Settings or rules in the store are others now. */
  readonly onRules?: () => void;
  /** The site has said something else of this door, which is stored: begin its work anew. */
  readonly onMembership?: () => void;
}

/** Reads what the store keeps, and applies what this version can use of it, which may be more than one before could. */
export async function openDoorSite(options: DoorSiteOptions): Promise<DoorSite> {
  const { records, membership, nowMs } = options;
  const devices = new Map(decodeDevices(await records.fleetRoster()).map((device) => [device.id, device]));
  let rules = readRecord((await records.fleetRules()).record);
  let leftOut = readSiteValues(valuesOf(rules)).leftOut;

  async function takeRules(heard: Registers): Promise<void> {
    // Nobody erases rules.
    if (heard.erasedAt !== null) throw new FleetError('invalid');
    let merged = rules;
    const changed = await records.changeBySite(({ record }) => {
      merged = mergeRegisters(readRecord(record), heard);
      return { record: merged, values: valuesOf(merged) };
    }, nowMs());
    rules = merged;
    leftOut = readSiteValues(valuesOf(rules)).leftOut;
    if (changed) options.onRules?.();
  }

  async function takeDevices(heard: readonly Device[]): Promise<void> {
    const newer = heard.filter((device) => {
      const known = devices.get(device.id);
      return mayReplace(known, device) && JSON.stringify(known) !== JSON.stringify(device);
    });
    if (newer.length === 0) return;
    const all = new Map([...devices, ...newer.map((device) => [device.id, device] as const)]);
    await records.changeFleetRoster(encodeUtf8(JSON.stringify([...all.values()])), nowMs());
    for (const device of newer) devices.set(device.id, device);
    await takeOwn();
  }

  /** What the roster says of this door. After a power cut it is taken at the next start. */
  async function takeOwn(): Promise<void> {
    const own = devices.get(membership.value.welcome.device);
    if (own === undefined || isSame(membership.value, memberBy(membership.value, own))) return;
    await membership.change((before) => memberBy(before, own));
    const { device, mayEnrol } = membership.value.welcome;
    await records.appendAudit({ kind: 'doorDecided', device, mayEnrol }, nowMs());
    options.onMembership?.();
  }

  if (!isSameRegisters(rules, NO_REGISTERS)) await takeRules(NO_REGISTERS);
  await takeOwn();
  return {
    takeRules,
    takeDevices,
    get rulesAt() {
      return latestStamp(rules);
    },
    get leftOut() {
      return leftOut;
    },
    get devices() {
      return [...devices.values()];
    },
  };
}

function isSame({ welcome: a }: Membership, { welcome: b }: Membership): boolean {
  return a.name === b.name && a.mayEnrol === b.mayEnrol;
}

/** Its name, and what it may do no more. More than at its joining it may never: the hub would not let it. */
function memberBy(membership: Membership, own: Device): Membership {
  const { welcome } = membership;
  const mayEnrol = welcome.mayEnrol && own.mayEnrol;
  return { ...membership, welcome: { ...welcome, name: own.name, mayEnrol } };
}

/** None where there is no record that can be relied on: the fleet tells of it anew. */
function readRecord(record: unknown): Registers {
  const parsed = v.safeParse(RegistersSchema, record);
  return parsed.success ? parsed.output : NO_REGISTERS;
}

function decodeDevices(bytes: Bytes | null): readonly Device[] {
  if (bytes === null) return [];
  const parsed = v.safeParse(v.array(DeviceSchema), JSON.parse(decodeUtf8(bytes)));
  return parsed.success ? parsed.output : [];
}
