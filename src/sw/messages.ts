/** @file What the service worker and the pages tell each other. Types only. */
import type { OnnxBuild } from '../core/site/onnx-build.ts';

/** From the service worker to every page while it stores. */
export interface WorkerMessage {
  readonly kind: 'storing';
  readonly storedBytes: number;
  /** Of everything that this device keeps. */
  readonly totalBytes: number;
}

/** From a page to the service worker; each is answered with an `OfflineStatus`. */
export interface PageMessage {
  readonly type:
    /**
     * Asks the network whether there are other models, and stores them beside those in use. Stores the build of ONNX
     * Runtime that the page has noted, too.
     */
    | 'look'
    /** Makes the models that `look` stored the ones in use. */
    | 'apply'
    /** The models in use have passed their self-test here: those before may be dropped. */
    | 'prove'
    /** Goes back to what was in use before. */
    | 'goBack';
}

export interface OfflineStatus {
  /** Program and models are stored: the kiosk starts without a network. */
  readonly whole: boolean;
  /** Of ONNX Runtime; those that are stored whole. */
  readonly onnxBuilds: readonly OnnxBuild[];
  /** Other models are stored and wait for `apply`. */
  readonly modelsReady: boolean;
  /** What was in use before is still there. */
  readonly mayGoBack: boolean;
}
