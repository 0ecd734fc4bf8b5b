/** @file What a finished run leaves for its report: the embeddings' map before and after, and the hardest pairs. */
import { resolve } from 'node:path';
import type { Alignment } from '../../src/core/align/template.ts';
import type { DeviceOptions } from '../engine/devices.ts';
import type { Weights } from '../engine/state.ts';
import { comparePairs } from '../evaluate/compare-pairs.ts';
import { openNetwork } from '../evaluate/network-model.ts';
import { recordsIn } from '../evaluate/pair-kinds.ts';
import type { Pairs } from '../evaluate/pair-kinds.ts';
import { embedDataset } from '../evaluate/read-dataset.ts';
import type { Network } from '../nets/types.ts';
import { principalComponents } from '../report/pca.ts';
import { PAIR_KINDS } from '../run/events.ts';
import type { HardestFile, PairKind, PcaFile, PcaPoint } from '../run/events.ts';
import type { ValidationSet } from './validate.ts';

/** Images on the map: more only hide each other. */
const MAPPED_IMAGES = 400;
const HARDEST_PER_KIND = 8;

/** @returns null where no set has pairs. */
export async function mapEmbeddings(
  network: Network,
  { before, after }: { readonly before: Weights; readonly after: Weights },
  sets: readonly ValidationSet[],
  alignment: Alignment,
  device: DeviceOptions,
): Promise<PcaFile | null> {
  // Fakes are what the map is looked at for.
  const set = sets.find(({ pairs }) => pairs['fake-same-person']) ?? sets.at(0);
  if (!set) return null;
  const records = [...recordsIn(set.pairs)]
    .sort((a, b) => set.dataset.record(a).identity - set.dataset.record(b).identity)
    .slice(0, MAPPED_IMAGES);
  const mapped = async (weights: Weights): Promise<PcaPoint[]> => {
    const model = await openNetwork(network, weights, alignment, device);
    try {
      const embeddings = await embedDataset(set.dataset, records, model);
      const { coordinates } = principalComponents(
        records.map((record) => embeddings.of(record)),
        2,
      );
      return records.map((record, at) => {
        const { identity, isFake } = set.dataset.record(record);
        return { x: coordinates[at][0], y: coordinates[at][1], person: identity, isFake };
      });
    } finally {
      await model.release();
    }
  };
  return { before: await mapped(before), after: await mapped(after) };
}

/** @returns Of every kind the pairs that are farthest on the wrong side, worst first. */
export async function findHardest(
  network: Network,
  weights: Weights,
  sets: readonly ValidationSet[],
  alignment: Alignment,
  device: DeviceOptions,
): Promise<HardestFile> {
  const model = await openNetwork(network, weights, alignment, device);
  try {
    const found: HardestFile[number][] = [];
    for (const { dataset, pairs } of sets) {
      const embeddings = await embedDataset(dataset, recordsIn(pairs), model);
      const folder = resolve(dataset.folder);
      for (const kind of PAIR_KINDS) {
        const list: Pairs | undefined = pairs[kind];
        if (!list) continue;
        comparePairs(list, embeddings).forEach((similarity, at) => {
          const [a, b] = [list.first[at], list.second[at]].map((index) => ({ dataset: folder, index }));
          found.push({ kind, similarity, a, b });
        });
      }
    }
    return PAIR_KINDS.flatMap((kind) => worst(found, kind));
  } finally {
    await model.release();
  }
}

function worst(pairs: HardestFile, kind: PairKind): HardestFile {
  const sign = kind === 'genuine' ? 1 : -1;
  return pairs
    .filter((pair) => pair.kind === kind)
    .sort((a, b) => sign * (a.similarity - b.similarity))
    .slice(0, HARDEST_PER_KIND);
}
