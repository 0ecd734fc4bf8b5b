/** @file `npm run models`: shows and checks the models that the manifests name. */
import { Command } from 'commander';
import { NO } from '../lib/terminal/exit-codes.ts';
import { main } from '../lib/terminal/main.ts';
import { describeMissing, describeModels } from '../lib/models/model-lines.ts';
import { resolveModels } from '../lib/models/resolve-models.ts';
import { addCommand } from './models/add.ts';

await main(commandLine());

function commandLine(): Command {
  const program = new Command('npm run models --').description(
    'Look after the models that the kiosk runs on.',
  );
  program
    .command('list')
    .description('say which models the kiosk runs on, and what is missing')
    .action(async () => {
      const report = await resolveModels();
      for (const line of [...describeModels(report), ...describeMissing(report)]) console.log(line);
    });
  program
    .command('verify')
    .description('check every model against its SHA-256; exit code 1 if one is missing or differs')
    .action(async () => {
      const report = await resolveModels();
      for (const { name, sha256 } of report.present) console.log(`ok ${name} ${sha256}`);
      for (const line of describeMissing(report)) console.log(line);
      if (report.missing.some(({ entry }) => entry !== null)) process.exitCode = NO;
    });
  return program.addCommand(addCommand());
}
