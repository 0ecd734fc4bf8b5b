/** @file The opened store, and what the person at the screen may do with it. */
import { isPermitted, type Permission, type Role } from '../core/site/permissions.ts';
import { StorageError } from '../storage/errors.ts';
import type { OpenStore } from '../storage/open-store.ts';
import type { Authority, Credential, CredentialChange } from '../storage/types.ts';

export class Access {
  private _store: OpenStore | null = null;
  private _authority: Authority | null = null;

  /** @param _changed - Called after the store or the role is another. */
  constructor(private readonly _changed: () => void) {}

  /** Null while locked. What a person at the screen asks for goes through `storeFor`. */
  get store(): OpenStore | null {
    return this._store;
  }

  /** Of the person at the screen, as far as they have shown; null for a visitor at the door. */
  get role(): Role | null {
    return this._authority?.role ?? null;
  }

  may(permission: Permission): boolean {
    return isPermitted(this.role, permission);
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
   * @throws StorageError `wrongPassphrase`, `wrongPasskey`, `locked`.
   */
  async authorise(credential: Credential): Promise<void> {
    const store = this._store;
    if (store === null) throw new StorageError('locked');
    const authority = await store.authorise(credential, Date.now());
    // The kiosk was locked meanwhile: nobody is at the screen of a store that is gone.
    if (this._store !== store) throw new StorageError('locked');
    this._authority = authority;
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
    if (this._authority) await store.changeCredentials(this._authority, change, Date.now());
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
    return store;
  }
}
