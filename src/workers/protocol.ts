/**
 * @file What the page and its workers say to each other over comlink. Types only.
 *
 * page ⇄ vision worker (tracker, quality, alignment) ⇄ recognition worker (embedder, detectors, matcher).
 * page ⇄ gallery worker (records) → recognition worker.
 */
import type {
  AttackDetectorEntry,
  EmbedderEntry,
  FakeDetectorEntry,
  TrackerEntry,
} from '../core/manifest/types.ts';
import type { QuarterTurnDeg } from '../core/geometry/quarter-turn.ts';
import type { LostModel } from '../core/manifest/lost-models.ts';
import type { OnnxBuild } from '../core/site/onnx-build.ts';
import type { Match, Observation } from '../core/observation.ts';
import type { RefusedRecord } from '../fleet/health-report.ts';
import type { LinkStatus } from '../fleet/link-types.ts';
import type { HeldFacts } from '../fleet/types.ts';
import type { Bytes } from '../storage/bytes.ts';
import type { ComparedModel, GalleryWork, OnShare } from '../storage/gallery/gallery-work.ts';
import type { DataKey } from '../storage/keys/keys.ts';
import type { PersonChange } from '../storage/types.ts';

/** A frame that can be transferred; the receiver closes it. */
export type TransferableFrame = VideoFrame | ImageBitmap;

export type Provider = 'webgpu' | 'wasm';

/** `auto`: what was measured to be the fastest on this device. */
export type BackendChoice = Provider | 'auto';

/** What the networks run on. */
export interface Backend {
  readonly provider: Provider;
  /** Of WASM; 1 on WebGPU. */
  readonly threads: number;
}

/** How long the networks take for a face on a backend. */
export interface BackendTiming extends Backend {
  /** Median, while the tracker works; null where the backend failed. */
  readonly msPerFace: number | null;
}

export interface RecognitionOptions {
  /** Absolute URL of the folder that holds manifest.json and the model files; ends in a slash. */
  readonly modelsUrl: string;
  /** Absolute URL of the folder that holds onnxruntime-web's files; ends in a slash. */
  readonly ortUrl: string;
  readonly embedder: EmbedderEntry;
  readonly fakeDetector: FakeDetectorEntry | null;
  readonly attackDetector: AttackDetectorEntry | null;
  /** WebGPU falls back to WASM when it cannot start or fails the self-test. */
  readonly backend: Backend;
  /** Of ONNX Runtime; the other one is used where it is out of reach. */
  readonly build: OnnxBuild;
}

/** `webgpuFailed` carries the reason in the browser's or the self-test's own words. */
export type RecognitionNote =
  | { readonly kind: 'webgpuFailed'; readonly why: string }
  | { readonly kind: 'modelRepaired'; readonly file: string }
  /** Of ONNX Runtime: it is not on this device, and its server is out of reach. */
  | { readonly kind: 'buildMissing'; readonly build: OnnxBuild };

/** What the self-test found, and what recognition runs on. */
export interface RecognitionReport {
  readonly provider: Provider;
  /** Those that it really runs on, whatever was asked for. */
  readonly threads: number;
  /** Of ONNX Runtime. */
  readonly build: OnnxBuild;
  /** For the health page. */
  readonly notes: readonly RecognitionNote[];
  /** Largest difference from the golden output, per model name. */
  readonly selfTest: Readonly<Record<string, number>>;
  /** Detectors that recognition does without: their files are not usable, or this device computes them wrongly. */
  readonly failed: readonly LostModel[];
}

export interface VisionOptions {
  readonly modelsUrl: string;
  readonly mediapipeUrl: string;
  readonly landmarker: TrackerEntry;
  /** The detector that looks for a second person while the landmarker follows the first. */
  readonly companion: TrackerEntry;
  readonly embedder: EmbedderEntry;
  readonly fakeDetector: FakeDetectorEntry | null;
  readonly attackDetector: AttackDetectorEntry | null;
  /** `video` follows faces and embeds a frame when the recogniser is free; `photos` examines every image wholly. */
  readonly mode: 'video' | 'photos';
}

export interface FrameRequest {
  readonly sequence: number;
  readonly timestampMs: number;
  readonly waitMs: number;
  readonly grabMs: number;
  readonly source: Observation['source'];
  /** How the picture is turned before anything looks at it. */
  readonly turnDeg: QuarterTurnDeg;
  /** Send the tracker's points along for drawing. */
  readonly wantLandmarks: boolean;
  /** Whether the face is to be recognised, if the recogniser is free; a slow device passes over frames. */
  readonly isRecognized: boolean;
}

/** Aligned, preprocessed input tensors; their buffers are transferred. */
export interface RecognitionRequest {
  /** Of the frame; starts over with every run. */
  readonly sequence: number;
  readonly timestampMs: number;
  readonly embedderInput: Float32Array;
  readonly fakeDetectorInput: Float32Array | null;
  readonly attackDetectorInput: Float32Array | null;
}

export interface RecognitionResult {
  readonly embedding: Float32Array;
  /** Cosine to the embedding before it in the same run; null for the first and after a pause. */
  readonly continuity: number | null;
  readonly faceKey: number;
  readonly fakeProbability: number | null;
  readonly attackProbability: number | null;
  readonly matches: readonly Match[];
  readonly embedMs: number;
  readonly fakeMs: number | null;
  readonly attackMs: number | null;
  readonly matchMs: number;
}

/** What the vision worker offers to the page. */
export interface VisionApi {
  /** Loads the tracker and joins `recognition`, the port whose other end the recognition worker holds. */
  start(options: VisionOptions, recognition: MessagePort): Promise<void>;
  /** Takes ownership of `frame` and closes it. */
  observe(frame: TransferableFrame, request: FrameRequest): Promise<Observation>;
  /** Tracks in an empty picture, over and over, for so long: as busy as at the door. */
  exercise(durationMs: number): Promise<void>;
}

/** What the recognition worker offers to the page. */
export interface RecognitionApi {
  /** Loads and self-tests the models. @throws when WASM too differs from the golden output. */
  start(options: RecognitionOptions): Promise<RecognitionReport>;
  /** Runs the networks on faces for so long. @returns Median milliseconds of one. */
  time(durationMs: number): Promise<number>;
  /** Accepts the vision worker on `port`. */
  join(port: MessagePort): Promise<void>;
  /** Takes in a gallery on `port`, which a `FaceSink` listens on, in the place of the one that is there. */
  joinGallery(port: MessagePort): Promise<void>;
  /** Adds a subject to the gallery, or replaces what stands for one. */
  putSubject(subjectId: string, vectors: readonly Float32Array[]): Promise<void>;
  /** An id that is not there is no error. */
  removeSubject(subjectId: string): Promise<void>;
  /** Overwrites the gallery with zeros and forgets it. */
  clearGallery(): Promise<void>;
  /** The nearest subjects to a unit vector, best first; nobody before the gallery is whole. */
  identify(embedding: Float32Array, limit: number): Promise<readonly Match[]>;
  /** How near the nearest of `vectors` is to the nearest vector of that subject; null for nobody. */
  similarityTo(subjectId: string, vectors: readonly Float32Array[]): Promise<number | null>;
  /** For each of the subjects who of the others is at least so near, best first. */
  nearTo(subjectIds: readonly string[], minSimilarity: number): Promise<readonly (readonly Match[])[]>;
}

/** What the gallery worker offers to the page: `GalleryWork`, with ports and callbacks that cross. */
export interface GalleryWorkerApi extends Omit<GalleryWork, 'readFaces' | 'close'> {
  start(databaseName: string, key: DataKey): Promise<void>;
  readFaces(model: ComparedModel, port: MessagePort, onShare: OnShare): Promise<readonly number[]>;
}

/** What the fleet's worker begins with. */
export interface FleetStart {
  readonly databaseName: string;
  readonly key: DataKey;
  /** As the store keeps it. */
  readonly membership: Bytes;
  /** Of the hub: `ws://` or `wss://`. */
  readonly linkUrl: string;
  /** Of the program. */
  readonly version: string;
}

/** What the page hears of the fleet. Names nobody. */
export interface FleetFacts extends HeldFacts {
  readonly link: LinkStatus;
  /** Everybody was read at least once. */
  readonly listRead: boolean;
  readonly unsentEvents: number;
  /** Index of the last entry of the log that the hub has; −1 for none, and before it is known. */
  readonly sentEvent: number;
  /** Fields that the site's console decides and this version cannot use. */
  readonly rulesLeftOut: readonly string[];
  /** The newest ones. */
  readonly refused: readonly RefusedRecord[];
}

/** What the fleet's worker tells the page. */
export interface FleetListener {
  /** People were changed in the store. The vectors are the page's from now on. */
  people(changes: readonly PersonChange[]): void;
  facts(facts: FleetFacts): void;
  /** What the site's console decides was changed in the store, and settings and rules with it. */
  site(): void;
  /** The store keeps another membership of the same fleet: begin anew with it. */
  membership(): void;
  failed(message: string): void;
}

/** What the fleet's worker offers to the page. */
export interface FleetWorkerApi {
  start(options: FleetStart, listener: FleetListener): Promise<void>;
  /** The page has changed these people in the store. */
  changed(ids: readonly string[]): Promise<void>;
}

/** What the recognition worker offers to the vision worker. */
export interface RecognizerPort {
  /** Embeds and compares one face. While another run is under way the request waits its turn. */
  recognize(request: RecognitionRequest): Promise<RecognitionResult>;
}
