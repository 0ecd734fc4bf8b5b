/**
 * @file The faces of a site's people, read from the hub for one comparison. The console keeps none of them otherwise.
 */
import { ChosenFaces } from '../../core/photos/chosen-faces.ts';
import type { KnownFaces } from '../../core/photos/choose-people.ts';
import { matchedVectors } from '../../core/template/matched-vectors.ts';
import type { Template } from '../../core/template/types.ts';
import { type HubRecord, type Link, LinkError } from '../../fleet/link-types.ts';
import { personKey, ZONE } from '../../fleet/names.ts';
import { subjectOf } from '../../fleet/person-codec.ts';
import { inBatches } from '../../fleet/sync/in-batches.ts';
import { wipe } from '../../storage/bytes.ts';
import type { EnrolmentModel } from './people-api.ts';
import { idOf, type PeopleCopy } from './people-copy.ts';

const AT_ONCE = { most: 200, ms: 100 };

export interface SiteFaces extends KnownFaces {
  /** Of another model. */
  readonly uncompared: number;
}

/**
 * @param copy - Says who is of the site.
 * @param onShare - How much was read, [0, 1].
 * @returns The caller's, to overwrite.
 * @throws LinkError where the hub falls silent meanwhile.
 */
export async function readSiteFaces(
  link: Link,
  copy: PeopleCopy,
  { embedder }: EnrolmentModel,
  onShare: (share: number) => void,
): Promise<SiteFaces> {
  const reading = new AbortController();
  const faces = new ChosenFaces();
  const names: string[] = [];
  let uncompared = 0;
  const take = async (records: readonly HubRecord[]): Promise<void> => {
    const read = await Promise.all(
      records.map(async (record) => [record, await faceOf(copy, record)] as const),
    );
    for (const [record, template] of read) {
      if (template === null) continue;
      const isOfModel = template.modelSha256 === embedder.sha256 && template.dimension === embedder.dimension;
      const name = copy.get(idOf(record))?.name;
      if (!isOfModel) uncompared += 1;
      else if (name !== undefined) {
        const vectors = matchedVectors(template.embeddings);
        faces.add(vectors);
        names.push(name);
        vectors.forEach(wipe);
      }
      template.embeddings.forEach(wipe);
    }
  };
  try {
    const watch = await link.watch('people', personKey(ZONE, '>'), { signal: reading.signal });
    if (watch.behind === 0) return { faces, names, uncompared };
    for await (const batch of inBatches(watch, AT_ONCE)) {
      await take(batch.map(({ item }) => item));
      const { behind } = batch[batch.length - 1];
      onShare(Math.max(0, 1 - behind / watch.behind));
      if (behind === 0) return { faces, names, uncompared };
    }
    throw new LinkError('down');
  } catch (error) {
    faces.wipe();
    throw error;
  } finally {
    reading.abort();
  }
}

/** Null for whoever has no face, is erased, or whose record no door takes either. */
async function faceOf(copy: PeopleCopy, record: HubRecord): Promise<Template | null> {
  const id = idOf(record);
  if (record.value === null || copy.get(id) === null) return null;
  try {
    const person = await copy.open(id, record);
    const template = subjectOf(id, person)?.template ?? null;
    wipe(person.vectors);
    return template;
  } catch {
    return null;
  }
}
