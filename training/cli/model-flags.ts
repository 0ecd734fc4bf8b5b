/** @file The options that name models, and the models that they name, opened and with their thresholds. */
import { Option } from 'commander';
import type { Command } from 'commander';
import { readManifest } from '../../scripts/lib/models/manifest-file.ts';
import { LOCAL_MODELS_FOLDER, SHIPPED_MODELS_FOLDER } from '../../scripts/lib/paths.ts';
import { TEMPLATE_NAMES } from '../../src/core/align/template.ts';
import type { TemplateName } from '../../src/core/align/template.ts';
import type { OnnxInput } from '../../src/core/manifest/types.ts';
import { DEVICES } from '../engine/devices.ts';
import type { Device } from '../engine/devices.ts';
import { ImageModel } from '../evaluate/image-model.ts';
import { findModel } from '../evaluate/model-spec.ts';
import type { InputOverrides, ModelShelf, ModelSpec } from '../evaluate/model-spec.ts';
import { join } from 'node:path';
import { countNumber, finiteNumber, perChannel } from './parse-numbers.ts';

export interface ModelFlags {
  readonly fakeDetector?: string;
  readonly fakeThreshold?: number;
  readonly size?: number;
  readonly mean?: [number, number, number];
  readonly std?: [number, number, number];
  readonly channels?: OnnxInput['channels'];
  readonly layout?: OnnxInput['layout'];
  readonly template?: TemplateName;
  readonly margin?: number;
  readonly device: Device;
  readonly threads?: number;
}

/** Of a fake detector that no manifest knows. */
const DEFAULT_FAKE_THRESHOLD = 0.5;

export function addModelOptions(command: Command): Command {
  return command
    .option('--fake-detector <model>', 'a fake detector, named in the same way')
    .option(
      '--fake-threshold <probability>',
      "from where on it is a fake; the manifest's, or 0.5",
      finiteNumber,
    )
    .option('--size <px>', "side of the model's input; the manifest's, or 112", countNumber)
    .option('--mean <numbers>', 'taken from each channel, 0 to 255', perChannel)
    .option('--std <numbers>', 'what each channel is then divided by', perChannel)
    .addOption(new Option('--channels <order>', 'of its input').choices(['RGB', 'BGR']))
    .addOption(new Option('--layout <layout>', 'of its input').choices(['NCHW', 'NHWC']))
    .addOption(new Option('--template <name>', 'of its alignment').choices(TEMPLATE_NAMES))
    .option('--margin <share>', "of the template's side, around its crops", finiteNumber)
    .addOption(new Option('--device <device>', 'what runs the models').choices(DEVICES).default('cpu'))
    .option('--threads <count>', 'of the CPU; all when absent', countNumber);
}

export interface OpenModels {
  readonly model: ImageModel;
  readonly fakeDetector: { readonly model: ImageModel; readonly threshold: number } | undefined;
  close(): Promise<void>;
}

/** The models that an operator may name, the site's own first, as the kiosk takes them. */
export async function modelShelves(): Promise<ModelShelf[]> {
  const shelves: ModelShelf[] = [];
  for (const folder of [LOCAL_MODELS_FOLDER, SHIPPED_MODELS_FOLDER]) {
    const manifest = await readManifest(join(folder, 'manifest.json'));
    if (manifest) shelves.push({ folder, manifest });
  }
  return shelves;
}

/** @throws Error when a model is not there or cannot be run. */
export async function openModels(
  wanted: string,
  flags: ModelFlags,
  shelves: readonly ModelShelf[],
): Promise<OpenModels> {
  const { fakeDetector, device, threads } = flags;
  const spec = await findModel(wanted, shelves, overridesIn(flags));
  if (spec.entry?.role === 'attack-detector') {
    throw new Error(`${spec.name} is an attack detector. Measure it with attack-rates.`);
  }
  if (spec.entry?.role === 'fake-detector') {
    throw new Error(
      `${spec.name} is a fake detector. Name it with --fake-detector, and an embedder with --model.`,
    );
  }
  const fakeSpec = fakeDetector === undefined ? null : await findModel(fakeDetector, shelves);
  if (fakeSpec?.entry && fakeSpec.entry.role !== 'fake-detector') {
    throw new Error(`${fakeSpec.name} is an ${fakeSpec.entry.role}, no fake detector.`);
  }
  const running = { device, ...(threads !== undefined && { threads }) };
  const model = await ImageModel.open(spec, running);
  const detector = fakeSpec && (await ImageModel.open(fakeSpec, running));
  return {
    model,
    fakeDetector: detector ? { model: detector, threshold: fakeThreshold(detector.spec, flags) } : undefined,
    async close() {
      await model.release();
      await detector?.release();
    },
  };
}

function overridesIn({ size, mean, std, channels, layout, template, margin }: ModelFlags): InputOverrides {
  return {
    ...(size !== undefined && { size }),
    ...(mean && { mean }),
    ...(std && { std }),
    ...(channels && { channels }),
    ...(layout && { layout }),
    ...(template && { template }),
    ...(margin !== undefined && { margin }),
  };
}

function fakeThreshold({ entry }: ModelSpec, flags: ModelFlags): number {
  return flags.fakeThreshold ?? (entry?.role === 'fake-detector' ? entry.threshold : DEFAULT_FAKE_THRESHOLD);
}
