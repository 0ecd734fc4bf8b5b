/** @file `npm run training -- <command>`: prepares data, trains, measures and exports. */
import { Command } from 'commander';
import { main } from '../../scripts/lib/terminal/main.ts';
import { attackRatesCommand } from './attack-rates.ts';
import { attacksCommand } from './attacks.ts';
import { eerCommand } from './eer.ts';
import { evaluateCommand } from './evaluate.ts';
import { experimentsCommand } from './experiments.ts';
import { exportCommand } from './export.ts';
import { fakesCommand } from './fakes.ts';
import { importCommand } from './import.ts';
import { prepareCommand } from './prepare.ts';
import { reportCommand } from './report.ts';
import { submissionCommand } from './submission.ts';
import { trainCommand } from './train.ts';

const program = new Command('npm run training --').description(
  'Train the models of the kiosk and measure them.',
);
for (const command of [
  ...[
    prepareCommand(),
    fakesCommand(),
    attacksCommand(),
    trainCommand(),
    experimentsCommand(),
    exportCommand(),
    importCommand(),
  ],
  ...[evaluateCommand(), attackRatesCommand(), submissionCommand(), eerCommand(), reportCommand()],
]) {
  program.addCommand(command);
}

await main(program);
