/** @file Remembers the vectors that were handed out, so that locking can overwrite them. */
import { wipe } from './bytes.ts';

/** Holds them by weak references, so that the garbage collector can free what nobody uses any more. */
export class HandedOut {
  private _vectors: WeakRef<Float32Array>[] = [];

  add(vectors: readonly Float32Array[]): void {
    this._vectors = this._vectors.filter((reference) => reference.deref() !== undefined);
    for (const vector of vectors) this._vectors.push(new WeakRef(vector));
  }

  /** Overwrites them all with zeros and forgets them. */
  wipe(): void {
    for (const reference of this._vectors) {
      const vector = reference.deref();
      if (vector !== undefined) wipe(vector);
    }
    this._vectors = [];
  }
}
