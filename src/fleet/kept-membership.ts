/** @file The membership of a running door: what the site changes of it is stored before it counts. */
import type { Bytes } from '../storage/bytes.ts';
import { decodeMembership, encodeMembership, type Membership } from './membership.ts';

export class KeptMembership {
  private _value: Membership;
  /** One change after another. */
  private _changing: Promise<unknown> = Promise.resolve();

  /**
   * @param stored - As the store keeps it.
   * @param _keep - Stores it.
   * @throws FleetError `invalid`.
   */
  constructor(
    stored: Bytes,
    private readonly _keep: (membership: Bytes) => Promise<void>,
  ) {
    this._value = decodeMembership(stored);
  }

  get value(): Membership {
    return this._value;
  }

  /** @param change - Gets it as the change before has left it. @throws StorageError. Then nothing has changed. */
  change(change: (before: Membership) => Membership): Promise<void> {
    const changing = this._changing.then(async () => {
      const next = change(this._value);
      await this._keep(encodeMembership(next));
      this._value = next;
    });
    this._changing = changing.catch(() => undefined);
    return changing;
  }
}
