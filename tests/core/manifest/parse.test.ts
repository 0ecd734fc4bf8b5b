import { describe, expect, it } from 'vitest';
import { embedderEntry, operatingPoint, trackerEntry } from '../../../simulator/builders.ts';
import { ManifestError, parseManifest } from '../../../src/core/manifest/parse.ts';
import { pickModels } from '../../../src/core/manifest/select.ts';

type Json = Record<string, unknown>;

/** An entry as JSON: a test may spoil any of its fields. */
const embedder = (name = 'embedder'): Json => ({
  ...embedderEntry(name, {
    dimension: 4,
    golden: { seed: 1, output: new Array<number>(4).fill(0.5), tolerance: 1e-3 },
    operatingPoints: [operatingPoint(1e-2, 0.2), operatingPoint(1e-3, 0.3)],
  }),
});
/** The fields that every ONNX model has. */
function onnx(name: string): Json {
  const entry = embedder(name);
  delete entry.dimension;
  delete entry.operatingPoints;
  return { ...entry, golden: { seed: 1, output: [0.5], tolerance: 1e-3 } };
}
const fakeDetector = (): Json => ({ ...onnx('fake'), role: 'fake-detector', threshold: 0.5 });
const attackDetector = (): Json => ({ ...onnx('attack'), role: 'attack-detector', threshold: 0.7 });
const landmarker = (): Json => ({
  ...trackerEntry('landmarker', {
    source: { kind: 'published', url: 'https://example.org/landmarker.task' },
  }),
});
const detector = (name = 'detector'): Json => ({
  ...trackerEntry(name, {
    role: 'face-detector',
    source: { kind: 'inside', file: 'landmarker.task', entry: 'detector.tflite' },
  }),
});
const manifestOf = (...models: Json[]): Json => ({ version: 1, models });

/** The one fault of a manifest, or all of them in one text. */
function faultsOf(json: unknown): string {
  try {
    parseManifest(json);
  } catch (error) {
    expect(error).toBeInstanceOf(ManifestError);
    return (error as ManifestError).faults.join('\n');
  }
  return 'accepted';
}

/** A valid embedder with one field, given by its dotted path, replaced, or removed by undefined. */
function broken(path: string, value: unknown): Json {
  const replaced = (place: Json, [key, ...rest]: readonly string[]): Json => {
    const { [key]: old, ...others } = place;
    if (rest.length > 0) return { ...others, [key]: replaced(old as Json, rest) };
    return value === undefined ? others : { ...others, [key]: value };
  };
  return manifestOf(replaced(embedder(), path.split('.')));
}

const point = (people: number, fpir: number, threshold: number) => ({
  ...{ people, fpir, threshold, thresholdInterval: [threshold, threshold] },
  ...{ fpirInterval: [0, 1], fnir: 0, fnirInterval: [0, 1] },
});
const galleries = (points: readonly object[]) => ({
  points,
  evidence: { probes: 1, templates: 1, enrolledProbes: 1 },
  lookAlikeMargin: 0.05,
});

describe('parseManifest', () => {
  it('accepts thresholds of galleries, and models of before without any', () => {
    const measured = galleries([point(1, 1e-2, 0.2), point(1, 1e-3, 0.3), point(10, 1e-2, 0.3)]);
    const json = manifestOf({ ...embedder(), galleries: measured });
    expect(parseManifest(json)).toEqual(json);
  });

  it('accepts every role and returns the same content', () => {
    const json = manifestOf(embedder(), fakeDetector(), attackDetector(), landmarker(), detector());
    expect(parseManifest(json)).toEqual(json);
    expect(parseManifest(manifestOf())).toEqual({ version: 1, models: [] });
  });

  it.each([
    ['role', 'face-swapper', 'role'],
    ['name', 'Has Spaces', 'name'],
    ['file', '../embedder.onnx', 'file'],
    ['file', 'sub/embedder.onnx', 'file'],
    ['file', 'sub\\embedder.onnx', 'file'],
    ['file', 'a..onnx', 'file'],
    ['file', '..', 'file'],
    ['sha256', '0123456789ABCDEF'.repeat(4), 'sha256'],
    ['sha256', 'abc', 'sha256'],
    ['bytes', 0, 'bytes'],
    ['bytes', 1.5, 'bytes'],
    ['licence', ' ', 'licence'],
    ['source', { kind: 'published', url: 'http://example.org/x' }, 'source.url'],
    ['source', { kind: 'inside', file: '../x.task', entry: 'x' }, 'source.file'],
    ['source', { kind: 'url', url: 'https://example.org/x' }, 'source.kind'],
    ['source', { kind: 'found' }, 'source.kind'],
    ['input.size', 0, 'input.size'],
    ['input.layout', 'CHW', 'input.layout'],
    ['input.channels', 'RGBA', 'input.channels'],
    ['input.mean', [1, 2], 'input.mean.2'],
    ['input.mean', 'imagenet', 'input.mean'],
    ['input.std', [127.5, 0, 127.5], 'input.std.1'],
    ['input.std', [127.5, -1, 127.5], 'input.std.1'],
    ['input.std', [127.5, Infinity, 127.5], 'input.std.1'],
    ['output', '', 'output'],
    ['alignment.template', 'ffhq', 'alignment.template'],
    ['alignment.margin', 1.5, 'alignment.margin'],
    ['golden.output', [1, 2, 3], 'golden.output'],
    ['golden.output', [], 'golden.output'],
    ['golden.tolerance', 0, 'golden.tolerance'],
    ['golden.seed', 0.5, 'golden.seed'],
    ['dimension', 0, 'dimension'],
    ['dimension', 5, 'golden.output'],
    ['operatingPoints', [], 'operatingPoints'],
    ['galleries', galleries([]), 'galleries.points'],
    ['galleries', galleries([point(10, 1e-2, 0.3), point(1, 1e-2, 0.2)]), 'galleries.points'],
    ['galleries', galleries([point(1, 1e-3, 0.3), point(1, 1e-2, 0.2)]), 'galleries.points'],
    ['galleries', galleries([point(1, 1e-2, 0.3), point(1, 1e-3, 0.2)]), 'galleries.points'],
    ['galleries', galleries([point(1, 1e-2, 0.3), point(10, 1e-2, 0.2)]), 'galleries.points'],
    ['galleries', galleries([point(0, 1e-2, 0.3)]), 'galleries.points.0.people'],
    ['galleries', { ...galleries([point(1, 1e-2, 0.3)]), lookAlikeMargin: -1 }, 'galleries.lookAlikeMargin'],
    ['operatingPoints', undefined, 'operatingPoints'],
    ['operatingPoints', [operatingPoint(0, 0.3)], 'operatingPoints.0.fmr'],
    ['operatingPoints', [operatingPoint(1, 0.3)], 'operatingPoints.0.fmr'],
    ['operatingPoints', [operatingPoint(0.1, 1.2)], 'operatingPoints.0.threshold'],
    ['operatingPoints', [operatingPoint(1e-3, 0.3), operatingPoint(1e-2, 0.3)], 'operatingPoints'],
    ['operatingPoints', [operatingPoint(1e-2, 0.3), operatingPoint(1e-3, 0.2)], 'operatingPoints'],
    [
      'operatingPoints',
      [{ ...operatingPoint(1e-2, 0.3), fmrInterval: [0.5, 0.1] }],
      'operatingPoints.0.fmrInterval',
    ],
    [
      'operatingPoints',
      [{ ...operatingPoint(1e-2, 0.3), genuinePairs: 0 }],
      'operatingPoints.0.genuinePairs',
    ],
    ['colour', 'blue', 'colour'],
  ])('refuses %s = %j and names %s', (path, value, named) => {
    const faults = faultsOf(broken(path, value));
    expect(faults).toMatch(new RegExp(`(^|\\n)models\\.0\\.${named.replaceAll('.', '\\.')}: \\S`));
  });

  it('says what to do', () => {
    expect(faultsOf(broken('operatingPoints', []))).toContain('calibrate the model');
    expect(faultsOf(broken('file', '../x.onnx'))).toContain('without folders');
    expect(faultsOf(broken('colour', 'blue'))).toContain('remove it');
    expect(faultsOf(broken('licence', undefined))).toContain('is missing');
    expect(faultsOf(broken('role', 'face-swapper'))).toContain('face-landmarker');
    expect(faultsOf(broken('input.size', 'big'))).toMatch(/must be .*number/i);
  });

  it('refuses two models of one name', () => {
    expect(faultsOf(manifestOf(embedder('same'), embedder('same')))).toContain('two models of one name');
  });

  it('refuses a fake detector whose threshold is no probability', () => {
    expect(faultsOf(manifestOf({ ...fakeDetector(), threshold: 1.01 }))).toContain('models.0.threshold');
    expect(faultsOf(manifestOf({ ...attackDetector(), threshold: -0.1 }))).toContain('models.0.threshold');
  });

  it('refuses what is no manifest at all', () => {
    for (const json of [null, 'text', 7, [], {}, { version: 2, models: [] }, { version: 1 }]) {
      expect(faultsOf(json)).not.toBe('accepted');
    }
    expect(faultsOf({ version: 2, models: [] })).toContain('version');
  });

  it('lists every fault in its message', () => {
    const json = broken('bytes', 0);
    (json.models as Json[])[0].licence = '';
    expect(() => parseManifest(json)).toThrow(/bytes[\s\S]*licence/);
  });
});

describe('pickModels', () => {
  it('takes the first of each role, and null where there is none', () => {
    const manifest = parseManifest(
      manifestOf(detector('d'), embedder('first'), embedder('second'), fakeDetector()),
    );
    const picked = pickModels(manifest);
    expect(picked.embedder?.name).toBe('first');
    expect(picked.fakeDetector?.name).toBe('fake');
    expect(picked.companion?.name).toBe('d');
    expect(picked.landmarker).toBeNull();
    expect(picked.attackDetector).toBeNull();
    const guarded = parseManifest(manifestOf(embedder(), fakeDetector(), attackDetector()));
    expect(pickModels(guarded).attackDetector?.name).toBe('attack');
    expect(pickModels(guarded).fakeDetector?.name).toBe('fake');
  });
});
