/** @file `npm run models -- add`: brings a model of one's own. */
import { printable } from '../../../src/core/enrolment/visible-text.ts';
import { Command, Option } from 'commander';
import { TEMPLATE_NAMES } from '../../../src/core/align/template.ts';
import { addModel } from '../../lib/models/add-model/add-model.ts';
import { ACTIVATIONS } from '../../lib/models/add-model/ending.ts';
import {
  parseNumber,
  parsePositive,
  parseTriple,
  type AddOptions,
} from '../../lib/models/add-model/options.ts';
import { describeAdded } from '../../lib/models/add-model/report.ts';
import { LOCAL_MODELS_FOLDER } from '../../lib/paths.ts';

/** At most about 5 s an image, twenty times what a door wants. */
const TIME_LIMIT_S = 180;

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
    .option('--size <px>', 'sides of the input image, where the file leaves them open', parseNumber)
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
    .option('--output <name>', 'which output, where there are several')
    .option(
      '--threshold <probability>',
      'for a detector: from here on a face counts as a fake, or as an attack',
      parseNumber,
    )
    .option(
      '--live <class>',
      'for a detector: which of its values stands for a real, live face, from 0; all others count as fakes or attacks',
      parseNumber,
    )
    .addOption(
      new Option(
        '--activation <kind>',
        'for a detector: what makes probabilities of its values; without it, what they need',
      ).choices(ACTIVATIONS),
    )
    .option('--people <folder>', 'for an embedder: photos to calibrate on, one sub-folder per person')
    .option('--pairs <csv>', 'or pairs of photos: path,path,label (1 one person, 0 two)')
    .option(
      '--time-limit <seconds>',
      'for all runs on test images, and for any one photo',
      parsePositive,
      TIME_LIMIT_S,
    )
    .option('--models-folder <folder>', 'where it goes', LOCAL_MODELS_FOLDER)
    .action(async (file: string, options: AddOptions) => {
      for (const line of describeAdded(await addModel(file, options))) console.log(printable(line));
    });
}
