/** @file The opened store, and what the person at the screen may do with it. */
import type { SecretKind } from '../core/site/secret-limit.ts';
import { isPermitted, type Permission, type Role } from '../core/site/permissions.ts';
import { StorageError } from '../storage/errors.ts';
import { judgePassphrase } from '../storage/keys/passphrase.ts';
import type { OpenStore } from '../storage/open-store.ts';
import type { Authority, Credential, CredentialChange } from '../storage/types.ts';
import type { SecretGate } from './secret-gate.ts';

export class Access {
  private _store: OpenStore | null = null;
  private _authority: Authority | null = null;
  private readonly _guessable = new Set<Role>();
  private _forbidden: readonly Permission[] = [];

  /** @param _changed - Called after the store or the role is another. */
  constructor(
    private readonly _gate: SecretGate,
    private readonly _changed: () => void,
  ) {}

  /** Null while locked. What a person at the screen asks for goes through `storeFor`. */
  get store(): OpenStore | null {
    return this._store;
  }

  /** Of the person at the screen, as far as they have shown; null for a visitor at the door. */
  get role(): Role | null {
    return this._authority?.role ?? null;
  }

  /** Whose passphrase, typed since the kiosk was unlocked, may not be a new one: it is from before the present rule. */
  get guessable(): ReadonlySet<Role> {
    return this._guessable;
  }

  may(permission: Permission): boolean {
    return isPermitted(this.role, permission) && !this._forbidden.includes(permission);
  }

  /** What nobody may do at this kiosk, whatever their role: a door of a fleet that only checks. */
  forbid(permissions: readonly Permission[]): void {
    this._forbidden = permissions;
    this._changed();
  }

  /**
   * The store, for what the person at the screen may do.
   * @throws StorageError `locked`, `notPermitted`.
   */
  storeFor(permission: Permission): OpenStore {
    if (this._store === null) throw new StorageError('locked');
    if (!this.may(permission)) throw new StorageError('notPermitted');
    return this._store;
  }

  /**
   * Somebody at the unlocked kiosk shows who they are, until `dismiss()`.
   * @throws StorageError `wrongPassphrase`, `wrongPasskey`, `locked`; TriedTooOftenError.
   */
  async authorise(credential: Credential): Promise<void> {
    const store = this._store;
    if (store === null) throw new StorageError('locked');
    const authority = await this._gate.pass(secretKindOf(credential), store, () =>
      store.authorise(credential, Date.now()),
    );
    // The kiosk was locked meanwhile: nobody is at the screen of a store that is gone.
    if (this._store !== store) throw new StorageError('locked');
    this._authority = authority;
    this._changed();
    void this.noteStrength(credential, authority.role);
  }

  /** Remembers whose passphrase is easy to guess, as far as it can be judged. It opens all the same. */
  async noteStrength(credential: Credential, role: Role): Promise<void> {
    if (typeof credential !== 'string') return;
    const judgement = await judgePassphrase(credential).catch(() => null);
    if ((judgement?.problem ?? null) === null || this._store === null) return;
    this._guessable.add(role);
    this._changed();
  }

  /** The next person at the screen has shown nothing. */
  dismiss(): void {
    if (this._authority === null) return;
    this._authority = null;
    this._changed();
  }

  /** @throws StorageError `weakPassphrase`, `samePassphrase`, `locked`, `notPermitted`. */
  async changeCredentials(change: CredentialChange): Promise<void> {
    const store = this.storeFor('credentials');
    if (!this._authority) return;
    await store.changeCredentials(this._authority, change, Date.now());
    if (change.kind === 'setPassphrase') this._guessable.delete(change.role);
    else if (change.kind === 'removeOperator') this._guessable.delete('operator');
  }

  /** Takes over an opened store. The person who unlocked it is at the screen. The caller tells of the change. */
  open(store: OpenStore): void {
    this._store = store;
    this._authority = { role: store.role };
  }

  /** Gives the store back, still open. The caller locks it and tells of the change. */
  close(): OpenStore | null {
    const store = this._store;
    this._store = null;
    this._authority = null;
    this._guessable.clear();
    return store;
  }
}

export function secretKindOf(credential: Credential): SecretKind {
  return typeof credential === 'string' ? 'passphrase' : 'passkey';
}
