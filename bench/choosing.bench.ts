/** @file Times how `npm run enroll` chooses among many people whose photos are examined. */
import { unitVector } from '../simulator/builders.ts';
import { choosePeople } from '../src/core/photos/choose-people.ts';
import { POLICIES } from '../src/core/decision/policies.ts';
import { l2Normalize } from '../src/core/embedding/embedding.ts';
import type { EmbedderEntry } from '../src/core/manifest/types.ts';

export interface Choosing {
  readonly photosEach: number;
  readonly ms: number;
  /** How much larger the process became, without the embeddings of the photos. */
  readonly memoryMb: number;
}

/** As many as a template holds. */
const PHOTOS_EACH = 7;
/** How far a person's photos lie from their middle: cosines of about .7 among them. */
const SPREAD = 0.65;

export function measureChoosing(people: number, embedder: EmbedderEntry): Choosing {
  const { dimension } = embedder;
  const candidates = Array.from({ length: people }, (_, number) => ({
    name: `Person ${number}`,
    photos: Array.from({ length: PHOTOS_EACH }, (__, view) => {
      const middle = unitVector(dimension, number);
      const away = unitVector(dimension, people + number * PHOTOS_EACH + view);
      const embedding = l2Normalize(middle.map((value, at) => value + SPREAD * away[at]));
      return { path: `${number}/${view}.jpg`, embedding, overall: 1 };
    }),
  }));
  const before = process.memoryUsage().rss;
  const startMs = performance.now();
  choosePeople(candidates, embedder, POLICIES.standard.targetFpir);
  const ms = performance.now() - startMs;
  return { photosEach: PHOTOS_EACH, ms, memoryMb: (process.memoryUsage().rss - before) / 1e6 };
}
