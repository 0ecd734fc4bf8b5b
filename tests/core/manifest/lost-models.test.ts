/** @file Which models a kiosk lacks, and which detectors it remembers. */
import { describe, expect, it } from 'vitest';
import { detectorEntry, embedderEntry, MODEL_B, trackerEntry } from '../../../simulator/builders.ts';
import {
  detectorsKnown,
  type KnownModel,
  type LostModel,
  lostModels,
  type ModelsInPlace,
} from '../../../src/core/manifest/lost-models.ts';
import { pickModels } from '../../../src/core/manifest/select.ts';
import type { ModelEntry } from '../../../src/core/manifest/types.ts';

const FAKE = detectorEntry('fake-detector', 'fakes');
const ATTACK = detectorEntry('attack-detector', 'attacks');
const [EMBEDDER, LANDMARKER] = [embedderEntry('door'), trackerEntry('points')];

const known = ({ role, name, sha256 }: ModelEntry): KnownModel => ({ role, name, sha256 });
const lost = (entry: ModelEntry): LostModel => ({ ...known(entry), why: 'gone' });
const namesOf = (models: readonly KnownModel[]) => models.map(({ name }) => name);

function inPlace(models: readonly ModelEntry[], change: Partial<ModelsInPlace> = {}): ModelsInPlace {
  return { picked: pickModels({ version: 1, models }), missing: [], failed: [], seen: [], ...change };
}

describe('lostModels', () => {
  const all = [EMBEDDER, LANDMARKER, FAKE, ATTACK];

  it('is none where everything is in place, or was never there', () => {
    expect(lostModels(inPlace(all))).toEqual([]);
    expect(lostModels(inPlace([EMBEDDER, LANDMARKER]))).toEqual([]);
  });

  it.each([FAKE, ATTACK])('names a $role whose file is missing or that fails here', (entry) => {
    const others = all.filter((one) => one !== entry);
    expect(lostModels(inPlace(others, { missing: [lost(entry)] }))).toEqual([lost(entry)]);
    expect(lostModels(inPlace(all, { failed: [lost(entry)] }))).toEqual([lost(entry)]);
  });

  it('names a detector that the manifest names no more', () => {
    const seen = [known(FAKE), known(ATTACK)];
    expect(lostModels(inPlace([EMBEDDER, ATTACK], { seen }))).toMatchObject([known(FAKE)]);
    // Its file is missing, and the manifest names it: once is enough.
    expect(lostModels(inPlace([EMBEDDER, ATTACK], { seen, missing: [lost(FAKE)] }))).toHaveLength(1);
  });

  it('takes a new version for the detector that it replaces', () => {
    const newer = { ...FAKE, name: 'fakes-2', sha256: MODEL_B };
    expect(lostModels(inPlace([EMBEDDER, newer], { seen: [known(FAKE)] }))).toEqual([]);
  });

  it('names a lost embedder only where another one stands in for it', () => {
    const own = lost({ ...EMBEDDER, name: 'own' });
    expect(lostModels(inPlace([EMBEDDER], { missing: [own] }))).toEqual([own]);
    expect(lostModels(inPlace([], { missing: [own] }))).toEqual([]);
  });
});

describe('detectorsKnown', () => {
  it('are those in use, and of a role without one the one before', () => {
    const seen = [known(FAKE)];
    expect(detectorsKnown(inPlace([EMBEDDER, FAKE, ATTACK]))).toEqual([known(FAKE), known(ATTACK)]);
    expect(namesOf(detectorsKnown(inPlace([ATTACK], { seen })))).toEqual(['attacks', 'fakes']);
    const newer = { ...FAKE, sha256: MODEL_B };
    expect(detectorsKnown(inPlace([newer], { seen }))).toEqual([known(newer)]);
  });

  it('are none that never ran', () => {
    expect(detectorsKnown(inPlace([FAKE], { failed: [lost(FAKE)] }))).toEqual([]);
  });
});
