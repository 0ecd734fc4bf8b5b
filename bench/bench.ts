/**
 * @file `npm run bench`: measures the kiosk on a clip, its networks or training, and prints each figure beside its
 * target. A missed target is a finding, not a failure: the exit code is 0 whenever the measuring itself worked. Only
 * `newcomer` ends with 1 where the way is too long.
 */
import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { countGuessesHere } from '../src/storage/keys/count-guesses-here.ts';
import { main } from '../scripts/lib/terminal/main.ts';
import { runChaos } from '../simulator/fleet/chaos.ts';
import { benchAttackers, FRAME_RATES } from './attackers.bench.ts';
import { describeAttackers } from './attackers-report.ts';
import { benchDepth } from './depth.bench.ts';
import { describeDepth } from './depth-report.ts';
import { benchDistance, DISTANCES_MM } from './distance/distance.bench.ts';
import { describeDistance } from './distance/report.ts';
import { benchFleet } from './fleet/fleet.bench.ts';
import { benchHubs } from './fleet/hubs.bench.ts';
import {
  chaosTargets,
  describeChaos,
  describeFleet,
  describeHubs,
  fleetTargets,
  hubsTargets,
} from './fleet/report.ts';
import { benchScale } from './fleet/scale.bench.ts';
import { describeScale, scaleTargets } from './fleet/scale-report.ts';
import { benchTablets } from './fleet/tablets.bench.ts';
import { describeTablets, tabletsTargets } from './fleet/tablets-report.ts';
import { benchLists } from './lists.bench.ts';
import { describeLists } from './lists-report.ts';
import { benchModels } from './models.bench.ts';
import { describeModels, modelsTargets } from './models-report.ts';
import { measureKiosk } from './measure-kiosk.ts';
import { describeBench, type Target, targetsOf, verdictOn } from './report.ts';
import { benchHubNewcomer } from './newcomer/hub.bench.ts';
import { describeHubNewcomer, hubNewcomerTargets } from './newcomer/hub-report.ts';
import { benchNewcomer } from './newcomer/newcomer.bench.ts';
import { describeNewcomer, newcomerTargets } from './newcomer/report.ts';
import { benchStore } from './store.bench.ts';
import { describeStore, storeTargets } from './store-report.ts';
import { benchTraining, profileTraining } from './training.bench.ts';
import { describeProfile } from './training-profile.ts';
import { describeTraining } from './training-report.ts';

interface CommandLine {
  readonly clip?: string;
  readonly seconds: number;
  readonly json?: string;
  readonly human: boolean;
}

interface ListsCommandLine {
  readonly entries: number;
  readonly people: number;
  readonly json?: string;
}

interface ModelsCommandLine {
  readonly faces: number;
  readonly models?: string;
  readonly unsafeWebgpu?: boolean;
  readonly json?: string;
}

interface AttackersCommandLine {
  readonly attempts: number;
  readonly fps: readonly number[];
  readonly json?: string;
}

interface FleetCommandLine {
  readonly people: number;
  readonly changes: number;
  readonly enrolments: number;
  readonly json?: string;
}

interface ScaleCommandLine {
  readonly people: number;
  readonly events: number;
  readonly doors: number;
  readonly json?: string;
}

interface HubsCommandLine {
  readonly doors: number;
  readonly kills: number;
  readonly json?: string;
}

interface ChaosCommandLine {
  readonly doors: number;
  readonly seconds: number;
  readonly hubKills: number;
  readonly doorKills: number;
  readonly changes: number;
  readonly json?: string;
}

interface DistanceCommandLine {
  readonly attempts: number;
  readonly mm: readonly number[];
  readonly json?: string;
}

interface DepthCommandLine {
  readonly people: number;
  readonly from: number;
  readonly stills?: string;
  readonly json?: string;
}

const DEFAULT_SECONDS = 20;
/** About 20 s on two cores. */
const DEFAULT_STEPS = 60;
const DEFAULT_FACES = 200;
/** A visit every five minutes for a year. */
const DEFAULT_ENTRIES = 100_000;
const DEFAULT_PEOPLE = 10_000;
/** 504 for each who comes, under each policy. */
const DEFAULT_CELL_ATTEMPTS = 56;
const DEFAULT_DISTANCE_ATTEMPTS = 3;
/** About five minutes. */
const DEFAULT_DEPTH_PEOPLE = 2;
/** Those before it chose the depth cue's limits. */
const DEFAULT_DEPTH_SEED = 50;
/** Of a day. */
const DEFAULT_FLEET_CHANGES = 500;
const DEFAULT_ENROLMENTS = 100;
const DEFAULT_SCALE = { people: 100_000, events: 10_000_000, doors: 2_000 };
const DEFAULT_HUBS = { doors: 10, kills: 3 };
const DEFAULT_CHAOS = { doors: 200, seconds: 600, hubKills: 5, doorKills: 100, changes: 100 };
/** Fewer fill no second page. */
const SHORTEST_LIST = 1_000;
/** Fewer have no p95 to speak of. */
const LEAST_FACES = 30;

countGuessesHere();
await main(commandLine());

async function measureDoor({ json, ...options }: CommandLine): Promise<void> {
  const result = await measureKiosk({ ...options, onStep: say });
  console.log(describeBench(result).join('\n'));
  if (json !== undefined) await writeJson(json, withTargets(result, targetsOf(result)));
}

function withTargets(result: object, targets: readonly Target[]): object {
  return { ...result, targets: targets.map((row) => ({ ...row, verdict: verdictOn(row) })) };
}

async function writeJson(path: string, result: object): Promise<void> {
  await writeFile(path, `${JSON.stringify(result, null, 2)}\n`);
}

function say(step: string): void {
  console.error(`… ${step}`);
}

function commandLine(): Command {
  const program = new Command('npm run bench --').description(
    'Measure the kiosk, its networks, or training.',
  );
  program
    .command('kiosk', { isDefault: true })
    .description('the kiosk on a clip, beside @vladmandic/human on the same clip')
    .option('--clip <file>', 'the video: .mjpeg and .y4m as they are, others through ffmpeg')
    .option('--seconds <number>', 'how long to measure each', parseSeconds, DEFAULT_SECONDS)
    .option('--json <file>', 'write the result as JSON too')
    .option('--no-human', 'leave the comparison out')
    .action(measureDoor);
  program
    .command('models')
    .description('the networks: size of the file, and milliseconds per face on WASM and WebGPU')
    .option('--faces <number>', 'how many to time', parseFaces, DEFAULT_FACES)
    .option('--models <folder>', 'use the models and manifest.json of this folder instead')
    .option(
      '--unsafe-webgpu',
      'start Chromium with its flag of that name: brings a software adapter, which takes seconds per face',
    )
    .option('--json <file>', 'write the result as JSON too')
    .action(measureModels);
  program
    .command('lists')
    .description('Records and People of a door that is years old: waits, pauses of the page, memory')
    .option('--entries <number>', 'of the log', parseLong, DEFAULT_ENTRIES)
    .option('--people <number>', 'who are enrolled', parseLong, DEFAULT_PEOPLE)
    .option('--json <file>', 'write the result as JSON too')
    .action(measureLists);
  program
    .command('store')
    .description('many people: unlocking, pauses of the page, memory, one change, one search')
    .option('--people <number>', 'who are enrolled', parseLong, DEFAULT_PEOPLE)
    .option('--json <file>', 'write the result as JSON too')
    .action(measureStore);
  // With options of its own it would take those of its commands.
  const fleet = program.command('fleet').description('many doors with one gallery, at a nats-server');
  fleet
    .command('doors', { isDefault: true })
    .description('in Node: from door to door, a first reading, a return after changes')
    .option('--people <number>', 'of the fleet', parseSteps, DEFAULT_PEOPLE)
    .option('--changes <number>', 'while a door is away', parseSteps, DEFAULT_FLEET_CHANGES)
    .option('--enrolments <number>', 'at one door, until another has them', parseSteps, DEFAULT_ENROLMENTS)
    .option('--json <file>', 'write the result as JSON too')
    .action(measureFleet);
  fleet
    .command('tablets')
    .description('its doors in the real kiosk in Chromium: the same, and what the pages feel of it')
    .option('--people <number>', 'of the fleet', parseSteps, DEFAULT_PEOPLE)
    .option('--changes <number>', 'while a tablet is off', parseSteps, DEFAULT_FLEET_CHANGES)
    .option('--enrolments <number>', 'at one tablet, until another has them', parseSteps, DEFAULT_ENROLMENTS)
    .option('--json <file>', 'write the result as JSON too')
    .action(measureTablets);
  fleet
    .command('scale')
    .description('a hub that has been there for years: memory, disk, and its start after a kill')
    .option('--people <number>', 'of the fleet', parseSteps, DEFAULT_SCALE.people)
    .option('--events <number>', 'in the logs of all doors', parseSteps, DEFAULT_SCALE.events)
    .option('--doors <number>', 'of the fleet', parseSteps, DEFAULT_SCALE.doors)
    .option('--json <file>', 'write the result as JSON too')
    .action(measureScale);
  fleet
    .command('hubs')
    .description(
      'three hubs, of which the one that decides is killed: what is missing, and how long nothing was',
    )
    .option('--doors <number>', 'that enrol', parseSteps, DEFAULT_HUBS.doors)
    .option('--kills <number>', 'of the hub that decides', parseSteps, DEFAULT_HUBS.kills)
    .option('--json <file>', 'write the result as JSON too')
    .action(measureHubs);
  fleet
    .command('newcomer')
    .description('from a fresh clone of the last commit to the first door of a fleet')
    .option('--with-packages', 'the clone has its packages already')
    .option('--json <file>', 'write the result as JSON too')
    .action(walkToFirstDoor);
  fleet
    .command('chaos')
    .description('many doors, among which hub, doors and links break: counts what is missing')
    .option('--doors <number>', 'of the fleet', parseSteps, DEFAULT_CHAOS.doors)
    .option('--seconds <number>', 'at least', parseSteps, DEFAULT_CHAOS.seconds)
    .option('--hub-kills <number>', 'at least', parseSteps, DEFAULT_CHAOS.hubKills)
    .option('--door-kills <number>', 'at least', parseSteps, DEFAULT_CHAOS.doorKills)
    .option('--changes <number>', 'at least', parseSteps, DEFAULT_CHAOS.changes)
    .option('--json <file>', 'write the result as JSON too')
    .action(measureChaos);
  program
    .command('attackers')
    .description(
      'the decision engine before attackers who read its prompts, and before the people themselves',
    )
    .option(
      '--attempts <number>',
      'of each, at each frame rate, in each room',
      parseSteps,
      DEFAULT_CELL_ATTEMPTS,
    )
    .option('--fps <numbers>', 'frames a second, with commas between', parseNumbers, FRAME_RATES)
    .option('--json <file>', 'write the result as JSON too')
    .action(measureAttackers);
  program
    .command('depth')
    .description(
      'the depth cue on turning heads and sheets of paper, seen by the kiosk’s tracker; also on the clips of FACEGATE_CLIPS',
    )
    .option('--people <number>', 'drawn people', parseSteps, DEFAULT_DEPTH_PEOPLE)
    .option('--from <seed>', 'of the first of them', parseSteps, DEFAULT_DEPTH_SEED)
    .option('--stills <folder>', 'pairs of stills too, from one sub-folder for each person')
    .option('--json <file>', 'write the result as JSON too')
    .action(measureDepth);
  program
    .command('distance')
    .description('a drawn person who comes to the door from near and far: found, good enough, let in')
    .option('--attempts <number>', 'visits at each distance', parseSteps, DEFAULT_DISTANCE_ATTEMPTS)
    .option('--mm <numbers>', 'distances in millimetres, with commas between', parseNumbers, DISTANCES_MM)
    .option('--json <file>', 'write the result as JSON too')
    .action(measureDistance);
  program
    .command('newcomer')
    .description(
      'taps and waiting from a fresh clone of the last commit to the first person admitted; exit code 1 above 15 taps or 60 s',
    )
    .option('--json <file>', 'write the result as JSON too')
    .action(walkAsNewcomer);
  program
    .command('training')
    .description('training steps with decoding and augmentation, beside the machine’s matrix product')
    .option('--steps <number>', 'how many to time', parseSteps, DEFAULT_STEPS)
    .option('--profile', 'tell which operators the steps spend their time in, in place of that')
    .option('--json <file>', 'write the result as JSON too')
    .action(measureTraining);
  return program;
}

async function measureModels({
  faces,
  models,
  unsafeWebgpu = false,
  json,
}: ModelsCommandLine): Promise<void> {
  const bench = await withLoad(() => benchModels({ faces, models, unsafeWebgpu, onStep: say }));
  const result = { ...bench, machine: { cores: cpus().length, cpu: cpus()[0].model } };
  console.log(describeModels(result).join('\n'));
  if (json !== undefined) await writeJson(json, withTargets(result, modelsTargets(result)));
}

async function measureLists({ entries, people, json }: ListsCommandLine): Promise<void> {
  const bench = await withLoad(() => benchLists({ entries, people, onStep: say }));
  const result = { ...bench, machine: { cores: cpus().length, cpu: cpus()[0].model } };
  console.log(describeLists(result).join('\n'));
  if (json !== undefined) await writeJson(json, result);
}

async function measureStore({ people, json }: { people: number; json?: string }): Promise<void> {
  const bench = await withLoad(() => benchStore(people, say));
  const result = { ...bench, machine: { cores: cpus().length, cpu: cpus()[0].model } };
  console.log(describeStore(result).join('\n'));
  if (json !== undefined) await writeJson(json, withTargets(result, storeTargets(result)));
}

async function measureFleet(options: FleetCommandLine): Promise<void> {
  const bench = await withLoad(() => benchFleet({ ...options, onStep: say }));
  console.log(describeFleet(bench).join('\n'));
  if (options.json !== undefined) await writeJson(options.json, withTargets(bench, fleetTargets(bench)));
}

async function measureTablets({ json, ...options }: FleetCommandLine): Promise<void> {
  const bench = await withLoad(() => benchTablets({ ...options, onStep: say }));
  console.log(describeTablets(bench).join('\n'));
  if (json !== undefined) await writeJson(json, withTargets(bench, tabletsTargets(bench)));
}

async function measureScale({ json, ...options }: ScaleCommandLine): Promise<void> {
  const bench = await withLoad(() => benchScale({ ...options, onStep: say }));
  console.log(describeScale(bench).join('\n'));
  if (json !== undefined) await writeJson(json, withTargets(bench, scaleTargets(bench)));
}

async function measureHubs({ json, ...options }: HubsCommandLine): Promise<void> {
  const bench = await withLoad(() => benchHubs({ ...options, onStep: say }));
  console.log(describeHubs(bench).join('\n'));
  if (json !== undefined) await writeJson(json, withTargets(bench, hubsTargets(bench)));
}

async function measureChaos({ json, ...options }: ChaosCommandLine): Promise<void> {
  const bench = await withLoad(() => runChaos({ ...options, onStep: say }));
  console.log(describeChaos(bench).join('\n'));
  if (json !== undefined) await writeJson(json, withTargets(bench, chaosTargets(bench)));
}

async function measureAttackers({ attempts, fps, json }: AttackersCommandLine): Promise<void> {
  const bench = benchAttackers(attempts, fps, say);
  console.log(describeAttackers(bench).join('\n'));
  if (json !== undefined) await writeJson(json, bench);
}

async function measureDepth({ people, from, stills, json }: DepthCommandLine): Promise<void> {
  const trials = await benchDepth({ people, from, stills, onStep: say });
  console.log(describeDepth(trials).join('\n'));
  if (json !== undefined) await writeJson(json, { trials });
}

async function measureDistance({ attempts, mm, json }: DistanceCommandLine): Promise<void> {
  const bench = await benchDistance(mm, attempts, say);
  console.log(describeDistance(bench).join('\n'));
  if (json !== undefined) await writeJson(json, bench);
}

async function walkAsNewcomer({ json }: { json?: string }): Promise<void> {
  const bench = await benchNewcomer(say);
  console.log(describeNewcomer(bench).join('\n'));
  const targets = newcomerTargets(bench);
  if (json !== undefined) await writeJson(json, withTargets(bench, targets));
  if (targets.some((target) => verdictOn(target) !== 'met')) process.exitCode = 1;
}

async function walkToFirstDoor({ withPackages = false, json }: { withPackages?: boolean; json?: string }) {
  const bench = await withLoad(() => benchHubNewcomer(withPackages, say));
  console.log(describeHubNewcomer(bench).join('\n'));
  if (json !== undefined) await writeJson(json, withTargets(bench, hubNewcomerTargets(bench)));
}

interface TrainingCommandLine {
  readonly steps: number;
  readonly profile?: boolean;
  readonly json?: string;
}

async function measureTraining({ steps, profile = false, json }: TrainingCommandLine): Promise<void> {
  if (profile) {
    const profiles = await profileTraining(steps);
    for (const one of profiles) console.log(describeProfile(one).join('\n') + '\n');
    if (json !== undefined) await writeJson(json, profiles);
    return;
  }
  const result = await withLoad(() => benchTraining(steps));
  console.log(describeTraining(result).join('\n'));
  if (json !== undefined) await writeJson(json, result);
}

/** Adds the machine's load before and after. */
async function withLoad<Result extends object>(
  bench: () => Promise<Result>,
): Promise<Result & { load: { before: number; after: number } }> {
  const before = loadavg()[0];
  return { ...(await bench()), load: { before, after: loadavg()[0] } };
}

function parseFaces(text: string): number {
  return parseWhole(text, LEAST_FACES);
}

function parseLong(text: string): number {
  return parseWhole(text, SHORTEST_LIST);
}

function parseNumbers(text: string): number[] {
  return text.split(',').map((rate) => parseWhole(rate, 1));
}

function parseSteps(text: string): number {
  return parseWhole(text, 1);
}

function parseWhole(text: string, least: number): number {
  const number = Number(text);
  if (!(Number.isInteger(number) && number >= least))
    throw new InvalidArgumentError(`It must be a whole number ≥ ${least}.`);
  return number;
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 1 && seconds <= 600)) throw new InvalidArgumentError('It must be 1 to 600.');
  return seconds;
}
