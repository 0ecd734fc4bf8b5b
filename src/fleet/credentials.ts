/**
 * @file The hub's own kind of keys and claims (NATS nkeys and JWTs): who operates it, and what each device may do.
 * The console holds the seeds; the hub gets public halves and signed claims, so that it can admit nobody by itself.
 */
import {
  createAccount,
  createOperator,
  createUser,
  encodeAccount,
  encodeOperator,
  encodeUser,
  fromPublic,
  fromSeed,
} from '@nats-io/jwt';
import { decodeUtf8, encodeUtf8 } from '../storage/bytes.ts';
import { HUB, JOINER, type Permissions } from './permissions.ts';

/** Private: whoever has them rules the hub. Seeds in NATS's base 32. */
export interface HubSeeds {
  readonly operator: string;
  readonly system: string;
  readonly account: string;
}

/** What a device or a tool links with. */
export interface LinkCredentials {
  readonly jwt: string;
  readonly seed: string;
}

/** What the hub is set up with. Public but for the two seeds, which may ask to join, and read figures. */
export interface HubClaims {
  readonly operatorJwt: string;
  readonly systemPublicKey: string;
  readonly systemJwt: string;
  readonly accountPublicKey: string;
  readonly accountJwt: string;
  readonly joiner: LinkCredentials;
  readonly hubUser: LinkCredentials;
}

const NO_LIMIT = -1;
/** NATS takes absent limits for zero. */
const SYSTEM_LIMITS = {
  ...{ subs: NO_LIMIT, conn: NO_LIMIT, leaf: NO_LIMIT, imports: NO_LIMIT, exports: NO_LIMIT },
  ...{ data: NO_LIMIT, payload: NO_LIMIT, wildcards: true },
};
const FLEET_LIMITS = {
  ...SYSTEM_LIMITS,
  ...{ mem_storage: NO_LIMIT, disk_storage: NO_LIMIT, streams: NO_LIMIT, consumer: NO_LIMIT },
};

export function makeHubSeeds(): HubSeeds {
  const seedOf = (pair: { getSeed(): Uint8Array }): string => decodeUtf8(pair.getSeed());
  return {
    operator: seedOf(createOperator()),
    system: seedOf(createAccount()),
    account: seedOf(createAccount()),
  };
}

export async function makeHubClaims(seeds: HubSeeds): Promise<HubClaims> {
  const [operator, system] = [seeds.operator, seeds.system].map(pairOf);
  const systemPublicKey = system.getPublicKey();
  return {
    operatorJwt: await encodeOperator('facegate', operator, { system_account: systemPublicKey }),
    systemPublicKey,
    systemJwt: await encodeAccount('SYS', system, { limits: SYSTEM_LIMITS }, { signer: operator }),
    accountPublicKey: pairOf(seeds.account).getPublicKey(),
    accountJwt: await makeAccountClaim(seeds, {}),
    joiner: await makeUser(seeds, 'join', JOINER),
    hubUser: await makeUser(seeds, 'hub', HUB),
  };
}

/**
 * @param revoked - By a device's public nkey: until when what was signed for it counts no more, in seconds since the
 * epoch.
 * @returns What the hub knows the fleet by.
 */
export function makeAccountClaim(
  seeds: HubSeeds,
  revoked: Readonly<Record<string, number>>,
): Promise<string> {
  const claim = { limits: FLEET_LIMITS, revocations: { ...revoked } };
  return encodeAccount('FLEET', pairOf(seeds.account), claim, { signer: pairOf(seeds.operator) });
}

/** New keys that may change what the hub knows of the fleet. */
export async function makeSystemUser(seeds: HubSeeds): Promise<LinkCredentials> {
  const user = createUser();
  const jwt = await encodeUser('console', fromPublic(user.getPublicKey()), pairOf(seeds.system), {
    ...{ subs: NO_LIMIT, data: NO_LIMIT, payload: NO_LIMIT },
  });
  return { jwt, seed: decodeUtf8(user.getSeed()) };
}

/** New keys, for a tool or a console. */
export async function makeUser(seeds: HubSeeds, name: string, rights: Permissions): Promise<LinkCredentials> {
  const user = createUser();
  return { jwt: await admit(seeds, name, user.getPublicKey(), rights), seed: decodeUtf8(user.getSeed()) };
}

/** @param nkey - Public, of the device. @returns What the hub lets it in with. */
export function admit(seeds: HubSeeds, name: string, nkey: string, rights: Permissions): Promise<string> {
  return encodeUser(name, fromPublic(nkey), pairOf(seeds.account), {
    pub: { allow: [...rights.publish], deny: [] },
    sub: { allow: [...rights.subscribe], deny: [] },
    subs: NO_LIMIT,
    data: NO_LIMIT,
    payload: NO_LIMIT,
  });
}

function pairOf(seed: string) {
  return fromSeed(encodeUtf8(seed));
}
