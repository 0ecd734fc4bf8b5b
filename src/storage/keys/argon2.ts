/** @file Argon2id, which takes half a second of a processor. A page has it done elsewhere and answers meanwhile. */
import { argon2id } from 'hash-wasm';
import type { Bytes } from '../bytes.ts';

export interface Argon2Task {
  readonly password: Bytes;
  readonly salt: Bytes;
  readonly memoryKib: number;
  readonly iterations: number;
  readonly parallelism: number;
  readonly hashLength: number;
}

/** @returns The caller owns the bytes. @throws Error for want of memory. */
export type Argon2 = (task: Argon2Task) => Promise<Uint8Array>;

export const argon2Here: Argon2 = ({ memoryKib, ...task }) =>
  argon2id({ ...task, memorySize: memoryKib, outputType: 'binary' });

let argon2 = argon2Here;

/** Argon2id, where it is done now. */
export const runArgon2: Argon2 = (task) => argon2(task);

/** From now on it is done there. */
export function doArgon2(elsewhere: Argon2): void {
  argon2 = elsewhere;
}
