/**
 * @file `npm run drill`: shows attacks and the right people to the real kiosk, unattended, and prints APCER per species
 * and BPCER. Exit code 0 when the drill was held, whatever it found, 2 when it could not be held.
 */
import { printableJson, printableLines } from '../../src/core/enrolment/visible-text.ts';
import { basename, resolve } from 'node:path';
import { rm } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { findAttacks, findBonaFide } from '../lib/drill/media.ts';
import { describeDrill } from '../lib/drill/report.ts';
import { type DrillPlan, type DrillResult, openVideos, runDrill } from '../lib/drill/run-drill.ts';
import { writeResults } from '../lib/drill/write-results.ts';
import { type Engine, ENGINES } from '../lib/kiosk/engines/engines.ts';
import { main } from '../lib/terminal/main.ts';
import { resolveStandIn } from '../lib/models/stand-in-models.ts';
import type { PolicyName } from '../../src/core/decision/policies.ts';
import { SELF_SPECIES, type SelfSpecies, selfDrill } from './drill/self-drill.ts';

interface CommandLine {
  readonly attacks?: string;
  readonly bonaFide?: string;
  readonly enrol?: string;
  readonly self?: true;
  readonly drawn?: true;
  readonly engine?: Engine;
  readonly species?: readonly SelfSpecies[];
  readonly policy: PolicyName;
  readonly attempts: number;
  readonly timeout: number;
  readonly cores?: number;
  readonly models?: string;
  readonly out?: string;
  readonly json?: true;
}

type Circumstances = Pick<DrillPlan, 'policy' | 'timeoutMs' | 'models' | 'cores' | 'onStep'>;

interface Held {
  readonly result: DrillResult;
  /** What the reader must know before using the figures. */
  readonly notes: readonly string[];
}

/** Longer than any policy's own time for an attempt. */
const DEFAULT_TIMEOUT_S = 60;
const DEFAULT_ATTEMPTS = 1;
const ENROLLED_NAME = 'Enrolled person';

await main(commandLine());

async function drill(options: CommandLine): Promise<void> {
  const { json, out } = options;
  const { result, notes } = await hold(options);
  if (out !== undefined) {
    for (const file of await writeResults(out, result, notes)) console.error(`… wrote ${file}`);
  }
  console.log(
    json ? printableJson({ notes, ...result }) : printableLines(describeDrill(result, notes).join('\n')),
  );
}

async function hold(options: CommandLine): Promise<Held> {
  const { policy, timeout, models, cores } = options;
  const standIn = models === undefined ? null : await resolveStandIn(models);
  const circumstances: Circumstances = {
    ...{ policy, timeoutMs: timeout * 1_000, models: standIn?.folder, cores },
    onStep: (step) => console.error(`… ${step}`),
  };
  try {
    return options.self ? await holdSelf(options, circumstances) : await holdOnFiles(options, circumstances);
  } finally {
    if (standIn) await rm(standIn.folder, { recursive: true, force: true });
  }
}

async function holdSelf(options: CommandLine, circumstances: Circumstances): Promise<Held> {
  const { attempts, engine, species = SELF_SPECIES } = options;
  const { enrolled, presenters, notes } = await selfDrill({
    ...{ attempts, species, drawn: options.drawn ?? engine !== undefined, playsFiles: engine === undefined },
    onStep: circumstances.onStep,
  });
  return { result: await runDrill({ ...circumstances, engine, enrolled, presenters }), notes };
}

async function holdOnFiles(options: CommandLine, circumstances: Circumstances): Promise<Held> {
  const { attacks, bonaFide, enrol, attempts, engine } = options;
  if (engine !== undefined)
    throw new Error('Only Chromium plays files as its camera: --engine goes with --self.');
  if (attacks === undefined || bonaFide === undefined) {
    throw new Error(
      'Name the folders with --attacks and --bona-fide, or measure the kiosk’s own with --self.',
    );
  }
  const genuine = await findBonaFide(bonaFide);
  const person = { species: null, path: enrol ?? genuine[0].path };
  const [enrolling, showing] = [
    await openVideos([person], 1),
    await openVideos([...(await findAttacks(attacks)), ...genuine], attempts),
  ];
  try {
    const enrolled = enrolling.presenters.map(({ camera }) => ({ name: ENROLLED_NAME, camera }));
    const plan = { ...circumstances, enrolled, presenters: showing.presenters };
    return { result: await runDrill(plan), notes: notesOnFiles(circumstances.policy, person.path) };
  } finally {
    await showing.discard();
    await enrolling.discard();
  }
}

function notesOnFiles(policy: PolicyName, enrolledFile: string): string[] {
  const notes = [`The enrolled person is that of ${basename(resolve(enrolledFile))}.`];
  if (policy !== 'convenience') {
    notes.push(
      `A recording cannot answer the challenges of ${policy}: the BPCER of bona fide files is that of people who do not ` +
        'respond. Measure people under this policy at the kiosk, with Operator → Drill.',
    );
  }
  return notes;
}

function commandLine(): Command {
  return new Command('npm run drill --')
    .description(
      'Hold an attack drill: every video is the camera of the real kiosk in headless Chromium, or another engine. Prints APCER per ' +
        'species and BPCER with their bounds; keeps no picture. Exit code 0: it was held, 2: it could not be held.',
    )
    .option('--attacks <folder>', 'one sub-folder of videos per species: print, phone-replay, mask …')
    .option('--bona-fide <folder>', 'videos of the enrolled person')
    .option('--enrol <file>', 'the video to enrol from; the first bona fide one otherwise')
    .option('--self', 'attacks and a responder that the project makes itself, instead of folders')
    .option('--drawn', 'with --self: of drawn people only, also where FACEGATE_CLIPS names real clips')
    .addOption(
      new Option(
        '--engine <engine>',
        'with --self: in this one instead of Chromium, of drawn people',
      ).choices([...ENGINES]),
    )
    .addOption(new Option('--species <names...>', 'with --self: these only').choices([...SELF_SPECIES]))
    .addOption(
      new Option('--policy <policy>', 'how strict')
        .choices(['convenience', 'standard', 'strict'])
        .default('standard'),
    )
    .option('--attempts <number>', 'how often to show each video', parseCount, DEFAULT_ATTEMPTS)
    .option('--timeout <seconds>', 'how long an attempt may take', parseCount, DEFAULT_TIMEOUT_S)
    .option(
      '--cores <share>',
      'once the kiosk is unlocked, give the browser so much of one core; needs root and Linux’s control groups',
      parseShare,
    )
    .option('--models <folder>', 'use the models and manifest.json of this folder instead')
    .option('--out <folder>', 'write drill.md and drill.json there')
    .option('--json', 'print the result as JSON')
    .action(drill);
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError('It must be 1 or more.');
  return count;
}

function parseShare(text: string): number {
  const share = Number(text);
  if (!(share > 0 && share <= 1)) throw new InvalidArgumentError('It must be above 0 and at most 1.');
  return share;
}
