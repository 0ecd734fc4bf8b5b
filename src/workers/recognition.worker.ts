/**
 * @file The recognition worker: embedder, fake and attack detector, and gallery. It sees aligned tensors and never a
 * camera frame, and keeps opened templates in memory only.
 */
import * as comlink from 'comlink';
import { cosine, l2Normalize } from '../core/embedding/embedding.ts';
import { similarityThreshold } from '../core/fusion/similarity-threshold.ts';
import { createMatcher, type Matcher } from '../core/matcher/matcher.ts';
import { packGallery } from '../core/matcher/pack-gallery.ts';
import type { FaceSink } from '../core/matcher/types.ts';
import type { Match } from '../core/observation.ts';
import type { OnnxSession } from '../runtime/ort.ts';
import { guardScripts } from '../runtime/trusted-types.ts';
import { createEmbeddingMemory } from './embedding-memory.ts';
import { createFaceKeys, type FaceKeys } from './face-keys.ts';
import { loadRecognizers, type Recognizers } from './recognizers.ts';
import { timeFaces } from './time-faces.ts';
import type { RecognitionApi, RecognitionRequest, RecognitionResult, RecognizerPort } from './protocol.ts';
import { createTurns } from './turns.ts';

/** Subjects reported with every frame. More than one, so that the engine sees a second one that fits as well. */
const MATCHES_PER_FRAME = 5;

/** False match rate at which a face is taken to have come back. */
const SAME_FACE_FMR = 1e-3;

let recognizers: (Recognizers & { readonly faceKeys: FaceKeys; readonly dimension: number }) | null = null;
let gallery: Matcher | null = null;
const memory = createEmbeddingMemory();

/** onnxruntime-web runs must not overlap. */
const inTurn = createTurns();

async function recognizeNow(request: RecognitionRequest): Promise<RecognitionResult> {
  if (!recognizers) throw new Error('Recognition was asked for a face before it was started.');
  const { embedder, fakeDetector, attackDetector, faceKeys } = recognizers;
  const startMs = performance.now();
  const embedding = l2Normalize(await embedder.run(request.embedderInput));
  const embeddedMs = performance.now();
  const fake = await detect(fakeDetector, request.fakeDetectorInput);
  const attack = await detect(attackDetector, request.attackDetectorInput);
  const judgedMs = performance.now();
  const matches = matchesOf(embedding, MATCHES_PER_FRAME);
  return {
    embedding,
    continuity: memory.follow(embedding, request),
    faceKey: faceKeys.keyOf(embedding, request.timestampMs),
    fakeProbability: fake?.probability ?? null,
    attackProbability: attack?.probability ?? null,
    matches,
    embedMs: embeddedMs - startMs,
    fakeMs: fake?.tookMs ?? null,
    attackMs: attack?.tookMs ?? null,
    matchMs: performance.now() - judgedMs,
  };
}

interface Detected {
  readonly probability: number;
  readonly tookMs: number;
}

/** @returns null without a detector, and for an output that is no probability. */
async function detect(detector: OnnxSession | null, input: Float32Array | null): Promise<Detected | null> {
  if (!detector || !input) return null;
  const startMs = performance.now();
  const [probability] = await detector.run(input);
  if (!(probability >= 0 && probability <= 1)) return null;
  return { probability, tookMs: performance.now() - startMs };
}

function matchesOf(embedding: Float32Array, limit: number): readonly Match[] {
  return gallery ? gallery.search(embedding, limit) : [];
}

/** Builds a gallery beside the present one, which it replaces when it is whole: nobody is judged by a part of it. */
function faceSink(): FaceSink {
  let next: Matcher | null = null;
  return {
    begin(rows) {
      if (!recognizers) throw new Error('Recognition was given a gallery before it was started.');
      next = createMatcher(packGallery([], recognizers.dimension));
      next.reserve(rows);
      return Promise.resolve();
    },
    put(ids, counts, vectors) {
      const { dimension } = recognizers ?? { dimension: 0 };
      let at = 0;
      for (const [row, id] of ids.entries()) {
        const own = Array.from({ length: counts[row] }, (_, view) =>
          vectors.subarray(at + view * dimension, at + (view + 1) * dimension),
        );
        next?.put(id, own);
        at += counts[row] * dimension;
      }
      vectors.fill(0);
      return Promise.resolve();
    },
    end() {
      forgetGallery();
      gallery = next;
      return Promise.resolve();
    },
  };
}

/** Nobody is mistaken for more people than this and still is worth a look. */
const NEAREST = 20;

function nearTo(matcher: Matcher, subjectId: string, minSimilarity: number): readonly Match[] {
  const nearest = new Map<string, number>();
  for (const vector of matcher.vectorsOf(subjectId)) {
    for (const { subjectId: other, similarity } of matcher.search(vector, NEAREST + 1)) {
      if (other === subjectId || similarity < minSimilarity) continue;
      nearest.set(other, Math.max(similarity, nearest.get(other) ?? -1));
    }
  }
  return [...nearest]
    .map(([id, similarity]) => ({ subjectId: id, similarity }))
    .sort((a, b) => b.similarity - a.similarity);
}

function forgetGallery(): void {
  memory.forget();
  recognizers?.faceKeys.forget();
  gallery?.wipe();
  gallery = null;
}

const port: RecognizerPort = {
  recognize: (request) => inTurn(() => recognizeNow(request)),
};

const api: RecognitionApi = {
  async start(options) {
    const started = await loadRecognizers(options);
    const { threshold } = similarityThreshold(options.embedder.operatingPoints, SAME_FACE_FMR, 1);
    const [firstKey] = crypto.getRandomValues(new Uint32Array(1));
    recognizers = {
      ...started.recognizers,
      faceKeys: createFaceKeys(threshold, firstKey),
      dimension: options.embedder.dimension,
    };
    return started.report;
  },
  time(durationMs) {
    const started = recognizers;
    if (!started) throw new Error('Recognition was timed before it was started.');
    return inTurn(() => timeFaces(started, durationMs));
  },
  join(visionPort) {
    comlink.expose(port, visionPort);
    return Promise.resolve();
  },
  joinGallery(galleryPort) {
    comlink.expose(faceSink(), galleryPort);
    return Promise.resolve();
  },
  putSubject(subjectId, vectors) {
    gallery?.put(subjectId, vectors);
    for (const vector of vectors) vector.fill(0);
    return Promise.resolve();
  },
  removeSubject(subjectId) {
    gallery?.remove(subjectId);
    return Promise.resolve();
  },
  clearGallery() {
    forgetGallery();
    return Promise.resolve();
  },
  identify: (embedding, limit) => Promise.resolve(matchesOf(embedding, limit)),
  similarityTo(subjectId, vectors) {
    const own = gallery?.vectorsOf(subjectId) ?? [];
    const similarities = own.flatMap((one) => vectors.map((other) => cosine(one, other)));
    return Promise.resolve(similarities.length === 0 ? null : Math.max(...similarities));
  },
  nearTo: (subjectIds, minSimilarity) =>
    Promise.resolve(subjectIds.map((id) => (gallery === null ? [] : nearTo(gallery, id, minSimilarity)))),
};

guardScripts();
comlink.expose(api);
