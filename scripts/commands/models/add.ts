/** @file `npm run models -- add`: brings a model of one's own. */
import { Command, Option } from 'commander';
import { TEMPLATE_NAMES } from '../../../src/core/align/template.ts';
import { addModel } from '../../lib/models/add-model/add-model.ts';
import { parseNumber, parseTriple, type AddOptions } from '../../lib/models/add-model/options.ts';
import { describeAdded } from '../../lib/models/add-model/report.ts';
import { LOCAL_MODELS_FOLDER } from '../../lib/paths.ts';

export function addCommand(): Command {
  return new Command('add')
    .description('bring an ONNX model: record its golden output, and calibrate an embedder on photos')
    .argument('<file>', 'the ONNX file')
    .requiredOption('--name <name>', 'its name: lower-case letters, digits and hyphens')
    .addOption(
      new Option('--role <role>', 'what it does')
        .choices(['embedder', 'fake-detector', 'attack-detector'])
        .default('embedder'),
    )
    .option('--size <px>', 'sides of the input image', parseNumber, 112)
    .addOption(
      new Option('--layout <layout>', 'order of dimensions').choices(['NCHW', 'NHWC']).default('NCHW'),
    )
    .addOption(new Option('--channels <order>', 'order of colours').choices(['RGB', 'BGR']).default('RGB'))
    .option('--mean <numbers>', 'subtracted from each channel, 0–255', parseTriple, [127.5, 127.5, 127.5])
    .option('--std <numbers>', 'then divided by', parseTriple, [128, 128, 128])
    .addOption(
      new Option('--template <name>', 'how it wants faces aligned')
        .choices(TEMPLATE_NAMES)
        .default('arcface-112'),
    )
    .option('--margin <share>', 'of the side, added around the aligned face', parseNumber, 0)
    .option('--licence <text>', 'an SPDX identifier or a plain statement', 'not stated')
    .option('--input <name>', 'which input, where there are several')
    .option('--output <name>', 'which output, where there are several')
    .option(
      '--threshold <probability>',
      'for a detector: from here on a face counts as a fake, or as an attack',
      parseNumber,
    )
    .option('--people <folder>', 'photos to calibrate on: one sub-folder per person')
    .option('--pairs <csv>', 'or pairs of photos: path,path,label (1 one person, 0 two)')
    .option('--models-folder <folder>', 'where it goes', LOCAL_MODELS_FOLDER)
    .action(async (file: string, options: AddOptions) => {
      for (const line of describeAdded(await addModel(file, options))) console.log(line);
    });
}
