/**
 * @file Checks a manifest that comes from outside and says in plain words what is wrong with it. Reads no file and
 * compares no hash.
 */
import * as v from 'valibot';
import { TEMPLATE_NAMES } from '../align/template.ts';
import type { Manifest } from './types.ts';

const text = (what: string) => v.pipe(v.string(), v.trim(), v.minLength(1, `${what} must not be empty`));
const finite = v.pipe(v.number(), v.finite('must be a finite number'));
const between = (low: number, high: number) =>
  v.pipe(finite, v.minValue(low, `must be at least ${low}`), v.maxValue(high, `must be at most ${high}`));
const count = v.pipe(
  v.number(),
  v.safeInteger('must be a whole number'),
  v.minValue(1, 'must be at least 1'),
);
const tuple3 = <T extends v.GenericSchema>(item: T) =>
  v.tuple([item, item, item], 'must be a list of 3 numbers');

const interval = v.pipe(
  v.tuple([between(0, 1), between(0, 1)], 'must be a list of a lower and an upper bound'),
  v.check(([low, high]) => low <= high, 'must have the lower bound first'),
);

const fileName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be a plain file name beside the manifest, without folders'),
  v.check((name) => !name.includes('..'), 'must not contain ".."'),
);

/** Kinds that set-up fetched models by until they all came with the kiosk. */
const FETCHED_KINDS: readonly string[] = ['"npm"', '"url"'];

const source = v.variant(
  'kind',
  [
    v.strictObject({ kind: v.literal('trained-here') }),
    v.strictObject({
      kind: v.literal('published'),
      url: v.pipe(v.string(), v.regex(/^https:\/\/\S+$/, 'must be an https:// address')),
    }),
    v.strictObject({ kind: v.literal('inside'), file: fileName, entry: text('the entry') }),
    v.strictObject({ kind: v.literal('brought'), note: text('the note') }),
  ],
  ({ received }) =>
    FETCHED_KINDS.includes(received)
      ? 'is no longer fetched. Remove this model if the kiosk brings its own face landmarker or detector; otherwise ' +
        'put its file beside the manifest and write the source as {"kind": "brought", "note": "where it is from"}'
      : 'must be a kind: trained-here, published, inside or brought',
);

const base = {
  name: v.pipe(
    v.string(),
    v.regex(
      /^[a-z0-9]+(-[a-z0-9]+)*$/,
      'must be lower-case letters and digits with single hyphens between them',
    ),
  ),
  file: fileName,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits')),
  bytes: count,
  licence: text('the licence'),
  source,
};

const operatingPoint = v.strictObject({
  fmr: v.pipe(finite, v.gtValue(0, 'must be above 0'), v.ltValue(1, 'must be below 1')),
  threshold: between(-1, 1),
  fnmr: between(0, 1),
  fnmrInterval: interval,
  fmrInterval: interval,
  genuinePairs: count,
  impostorPairs: count,
});

type ParsedOperatingPoint = v.InferOutput<typeof operatingPoint>;

const galleryPoint = v.strictObject({
  people: count,
  fpir: v.pipe(finite, v.gtValue(0, 'must be above 0'), v.ltValue(1, 'must be below 1')),
  threshold: between(-1, 1),
  thresholdInterval: v.pipe(
    v.tuple([between(-1, 1), between(-1, 1)], 'must be a list of a lower and an upper bound'),
    v.check(([low, high]) => low <= high, 'must have the lower bound first'),
  ),
  fpirInterval: interval,
  fnir: between(0, 1),
  fnirInterval: interval,
});

/** What must hold between neighbours of a list. */
const inOrder =
  <Point>(holds: (before: Point, point: Point) => boolean) =>
  (points: Point[]): boolean =>
    points.every((point, index) => index === 0 || holds(points[index - 1], point));

type ParsedGalleryPoint = v.InferOutput<typeof galleryPoint>;

const galleries = v.strictObject({
  points: v.pipe(
    v.array(galleryPoint),
    v.minLength(1, 'must hold at least one point; calibrate the model with the models command'),
    v.check(
      inOrder<ParsedGalleryPoint>(
        (before, point) =>
          point.people > before.people || (point.people === before.people && point.fpir < before.fpir),
      ),
      'must be ordered by rising people, then by falling fpir, each once',
    ),
    v.check(
      inOrder<ParsedGalleryPoint>(
        (before, point) => point.people > before.people || point.threshold >= before.threshold,
      ),
      'must not have a lower threshold at a lower fpir',
    ),
    v.check(
      (points) =>
        points.every(({ people, fpir, threshold }) =>
          points.every(
            (other) => other.fpir !== fpir || other.people < people || other.threshold >= threshold,
          ),
        ),
      'must not have a lower threshold for more people',
    ),
  ),
  evidence: v.strictObject({ probes: count, templates: count, enrolledProbes: count }),
  lookAlikeMargin: between(0, 1),
});

const onnx = {
  ...base,
  input: v.strictObject({
    name: text('the input name'),
    size: v.pipe(count, v.maxValue(1024, 'must be at most 1024')),
    layout: v.picklist(['NCHW', 'NHWC'], 'must be NCHW or NHWC'),
    channels: v.picklist(['RGB', 'BGR'], 'must be RGB or BGR'),
    mean: tuple3(between(-255, 255)),
    std: tuple3(v.pipe(finite, v.gtValue(0, 'must be above 0, because pixels are divided by it'))),
  }),
  output: text('the output name'),
  alignment: v.strictObject({
    template: v.picklist(TEMPLATE_NAMES, `must be one of ${TEMPLATE_NAMES.join(', ')}`),
    margin: between(0, 1),
  }),
  golden: v.strictObject({
    seed: v.pipe(v.number(), v.safeInteger('must be a whole number')),
    output: v.pipe(v.array(finite), v.minLength(1, 'must not be empty; record it with the models command')),
    tolerance: v.pipe(finite, v.gtValue(0, 'must be above 0'), v.maxValue(1, 'must be at most 1')),
  }),
};

const embedder = v.pipe(
  v.strictObject({
    ...onnx,
    role: v.literal('embedder'),
    dimension: count,
    operatingPoints: v.pipe(
      v.array(operatingPoint),
      v.minLength(1, 'must hold at least one operating point; calibrate the model with the models command'),
      v.check(
        inOrder<ParsedOperatingPoint>((before, point) => point.fmr < before.fmr),
        'must be ordered by falling fmr, each fmr once',
      ),
      v.check(
        inOrder<ParsedOperatingPoint>((before, point) => point.threshold >= before.threshold),
        'must not have a lower threshold at a lower fmr',
      ),
    ),
    galleries: v.exactOptional(galleries),
  }),
  v.forward(
    v.partialCheck(
      [['dimension'], ['golden', 'output']],
      (entry) => entry.golden.output.length === entry.dimension,
      'must have as many values as the dimension says',
    ),
    ['golden', 'output'],
  ),
);

const onnxDetector = {
  ...onnx,
  threshold: between(0, 1),
  evidence: v.exactOptional(
    v.strictObject({
      falseAlarmRate: between(0, 1),
      falseAlarmInterval: interval,
      realImages: count,
      missRate: between(0, 1),
      missInterval: interval,
      fakeImages: count,
    }),
  ),
};
const fakeDetector = v.strictObject({ ...onnxDetector, role: v.literal('fake-detector') });
const attackDetector = v.strictObject({ ...onnxDetector, role: v.literal('attack-detector') });

const landmarker = v.strictObject({ ...base, role: v.literal('face-landmarker') });
const detector = v.strictObject({ ...base, role: v.literal('face-detector') });

const manifest = v.pipe(
  v.strictObject({
    version: v.literal(1, 'must be 1'),
    models: v.array(
      v.variant(
        'role',
        [embedder, fakeDetector, attackDetector, landmarker, detector],
        'must have a role: embedder, fake-detector, attack-detector, face-landmarker or face-detector',
      ),
      'must be a list of models',
    ),
  }),
  v.forward(
    v.partialCheck(
      [['models']],
      ({ models }) => new Set(models.map((model) => model.name)).size === models.length,
      'must not hold two models of one name; rename or remove one',
    ),
    ['models'],
  ),
);

/** A manifest that cannot be used. The message has one line per fault, each naming the place and the remedy. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `The model manifest cannot be used. Correct it, or run the set-up again:\n${faults.map((f) => `- ${f}`).join('\n')}`,
    );
    this.faults = faults;
  }
}

function describe(issue: v.BaseIssue<unknown>): string {
  const place = v.getDotPath(issue) ?? 'the manifest';
  if (issue.type === 'strict_object') {
    return issue.expected === 'never'
      ? `${place}: is not a field that a manifest knows; remove it`
      : `${place}: is missing or not an object`;
  }
  if (issue.received === 'undefined') return `${place}: is missing`;
  return issue.message.startsWith('Invalid ')
    ? `${place}: must be ${issue.expected ?? 'something else'}, not ${issue.received}`
    : `${place}: ${issue.message} (found ${issue.received})`;
}

/**
 * @param json - The parsed JSON of a manifest from outside.
 * @returns The same content as a `Manifest`.
 * @throws ManifestError naming every fault with its field's path.
 */
export function parseManifest(json: unknown): Manifest {
  const result = v.safeParse(manifest, json);
  if (!result.success) throw new ManifestError(result.issues.map(describe));
  return result.output;
}
