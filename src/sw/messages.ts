/** @file What the service worker tells the pages. Types only. */

export interface WorkerMessage {
  readonly kind: 'storing';
  readonly storedBytes: number;
  /** Of everything that this device keeps. */
  readonly totalBytes: number;
}
