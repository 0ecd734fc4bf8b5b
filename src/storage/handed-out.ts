/** @file Remembers the embeddings that were handed out, so that locking can overwrite them. */
import type { Subject } from '../core/template/types.ts';
import { wipe } from './bytes.ts';

/** Holds them by weak references, so that the garbage collector can free what nobody uses any more. */
export class HandedOut {
  private _embeddings: WeakRef<Float32Array>[] = [];

  add(subjects: readonly Subject[]): void {
    this._embeddings = this._embeddings.filter((reference) => reference.deref() !== undefined);
    for (const { template } of subjects) {
      for (const embedding of template?.embeddings ?? []) this._embeddings.push(new WeakRef(embedding));
    }
  }

  /** Overwrites them all with zeros and forgets them. */
  wipe(): void {
    for (const reference of this._embeddings) {
      const embedding = reference.deref();
      if (embedding !== undefined) wipe(embedding);
    }
    this._embeddings = [];
  }
}
