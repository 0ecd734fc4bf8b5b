/** @file A site's keys and claims for tests of the hub, as a console makes them. */
import {
  createAccount,
  createOperator,
  createUser,
  encodeAccount,
  encodeOperator,
  encodeUser,
  type KeyPair,
} from '@nats-io/jwt';
import type { SiteClaims } from '../../../scripts/lib/hub/site-claims.ts';

export interface TestCredential {
  readonly jwt: string;
  readonly seed: string;
  readonly publicKey: string;
}

export interface TestSite {
  readonly claims: SiteClaims;
  readonly account: KeyPair;
  readonly operator: KeyPair;
  readonly system: KeyPair;
  /** The account's claims anew, without whom `revoked` names: public key → second of the last void claims. */
  accountJwt(revoked: Readonly<Record<string, number>>): Promise<string>;
}

const ACCOUNT_LIMITS = {
  subs: -1,
  conn: -1,
  leaf: -1,
  imports: -1,
  exports: -1,
  data: -1,
  payload: -1,
  wildcards: true,
};
/** Without them an account may store nothing. */
const STORE_LIMITS = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };

export async function makeTestSite(): Promise<TestSite> {
  const [operator, system, account] = [createOperator(), createAccount(), createAccount()];
  const signedBy = { signer: operator };
  const limits = { ...ACCOUNT_LIMITS, ...STORE_LIMITS };
  const accountJwt = (revocations: Readonly<Record<string, number>>): Promise<string> =>
    encodeAccount('FLEET', account, { limits, revocations }, signedBy);
  return {
    operator,
    system,
    account,
    accountJwt,
    claims: {
      operatorJwt: await encodeOperator('facegate', operator, { system_account: system.getPublicKey() }),
      systemPublicKey: system.getPublicKey(),
      systemJwt: await encodeAccount('SYS', system, { limits: ACCOUNT_LIMITS }, signedBy),
      accountPublicKey: account.getPublicKey(),
      accountJwt: await accountJwt({}),
      joiner: forHub(await credential(account, ['join.*'])),
      hubUser: forHub(await credential(account)),
      siteId: 'a1b2c3',
    },
  };
}

/** Of a user who may publish to `publish` and hear everything; of the system account where that signs. */
export async function credential(
  account: KeyPair,
  publish: readonly string[] = ['>'],
): Promise<TestCredential> {
  const user = createUser();
  const rights = { pub: { allow: [...publish], deny: [] }, sub: { allow: ['>'], deny: [] } };
  const jwt = await encodeUser('test', user, account, { ...rights, subs: -1, data: -1, payload: -1 });
  return { jwt, seed: new TextDecoder().decode(user.getSeed()), publicKey: user.getPublicKey() };
}

function forHub({ jwt, seed }: TestCredential): SiteClaims['joiner'] {
  return { jwt, seed };
}
