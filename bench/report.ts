/**
 * @file The bench's result as text: each figure beside its target, and what it was measured on. Pure.
 */
import { textTable } from '../scripts/lib/terminal/text-table.ts';
import type { MatcherBench } from './matcher.bench.ts';
import type { HumanBench, HumanMode } from './run-human.ts';
import { frameLines, type FrameBench } from './frame.bench.ts';
import { halfCoreLine } from './half-core.bench.ts';
import type { KioskBench } from './run-kiosk.ts';
import { startupLines, startupTargets } from './startup-report.ts';
import type { StartupBench } from './startup.bench.ts';
import { type Weights, weightLines, weightTargets } from './weight-report.ts';

export interface BenchResult {
  readonly clip: string;
  readonly notes: readonly string[];
  readonly machine: {
    readonly cores: number;
    readonly cpu: string;
    readonly node: string;
    /** Runnable processes averaged over the last minute, when the part began and when it ended. */
    readonly load: Readonly<Record<string, { readonly before: number; readonly after: number }>>;
  };
  readonly kiosk: KioskBench;
  readonly frame: FrameBench;
  readonly startup: StartupBench;
  /** Empty when it was not asked for, or could not be installed: a note says so. */
  readonly human: readonly HumanBench[];
  readonly matcher: MatcherBench;
  readonly weights: Weights;
}

export interface Target {
  readonly figure: string;
  readonly unit: string;
  readonly measured: number | null;
  readonly target: number;
  readonly better: 'higher' | 'lower';
}

export function targetsOf({ kiosk, human, matcher, startup, weights }: BenchResult): Target[] {
  const againstHuman = (figure: string, mode: HumanMode): Target => {
    const rival = human.find((bench) => bench.mode === mode);
    return target(figure, '×', ratio(kiosk.trackedFps, rival?.fps ?? null), 3, 'higher');
  };
  return [
    target('tracked frames per second', 'fps', kiosk.trackedFps, 25, 'higher'),
    target('main-thread frame p95', 'ms', kiosk.frameIntervals?.p95 ?? null, 17, 'lower'),
    target('first face to verdict p50', 'ms', kiosk.verdicts?.p50 ?? null, 1_000, 'lower'),
    againstHuman('against human, every frame', 'everyFrame'),
    againstHuman('against human, skipping frames', 'asShipped'),
    target(`1:N scan of ${matcher.templates} × ${matcher.dimension} p50`, 'ms', matcher.p50Ms, 15, 'lower'),
    ...startupTargets(startup),
    ...weightTargets(weights),
  ];
}

function target(
  figure: string,
  unit: string,
  measured: number | null,
  wanted: number,
  better: Target['better'],
): Target {
  return { figure, unit, measured, target: wanted, better };
}

function ratio(a: number | null, b: number | null): number | null {
  return a === null || b === null || b === 0 ? null : a / b;
}

/** @returns `met`, or by how much the target was missed. */
export function verdictOn({ measured, target: wanted, better, unit }: Target): string {
  if (measured === null) return 'not measured';
  const missing = better === 'higher' ? wanted - measured : measured - wanted;
  if (missing <= 0) return 'met';
  return `missed by ${number(missing)} ${unit} (${((missing / wanted) * 100).toFixed(0)} %)`;
}

export function describeBench(result: BenchResult): string[] {
  const { kiosk, frame, startup, human, machine, weights } = result;
  return [
    `Clip ${result.clip}; ${kiosk.kiosk.embedder} on ${kiosk.kiosk.provider}, ` +
      `${kiosk.kiosk.threads} thread(s); ${kiosk.seconds} s, ${kiosk.observations} frames.`,
    `${machine.cores} cores, ${machine.cpu}; Node ${machine.node}.`,
    ...Object.entries(machine.load).map(
      ([part, { before, after }]) => `Load ${part}: ${before.toFixed(1)} before, ${after.toFixed(1)} after.`,
    ),
    ...result.notes,
    '',
    ...textTable(['figure', 'measured', 'target', ''], targetsOf(result).map(targetRow), [1, 2]),
    '',
    ...textTable(['stage', 'p50 ms', 'p95 ms', 'frames'], stageRows(kiosk), [1, 2, 3]),
    '',
    ...frameLines(frame),
    '',
    ...startupLines(startup),
    '',
    halfCoreLine(kiosk.halfCore),
    ...otherLines(result),
    ...human.flatMap(humanLines),
    '',
    ...weightLines(weights),
  ];
}

/** @returns Figure, measured, target and verdict. */
export function targetRow(row: Target): string[] {
  const { figure, unit, measured, target: wanted, better } = row;
  return [
    figure,
    measured === null ? '–' : `${number(measured)} ${unit}`,
    `${better === 'higher' ? '≥' : '≤'} ${wanted} ${unit}`,
    verdictOn(row),
  ];
}

function stageRows({ stages }: KioskBench): string[][] {
  return stages.map(({ stage, ms }) => [
    stage.replace(/Ms$/, ''),
    ms ? ms.p50.toFixed(1) : '–',
    ms ? ms.p95.toFixed(1) : '–',
    String(ms?.count ?? 0),
  ]);
}

function otherLines({ kiosk, matcher }: BenchResult): string[] {
  const { verdicts, notGranted, frameIntervals, embeddingsPerSecond } = kiosk;
  const lines = [
    `Embeddings per second: ${embeddingsPerSecond === null ? '–' : number(embeddingsPerSecond)}.`,
    frameIntervals
      ? `Animation frames: p50 ${number(frameIntervals.p50)} ms, ${frameIntervals.count} frames.`
      : 'No animation frame was drawn.',
    verdicts
      ? `Verdicts: ${verdicts.count}, p50 ${number(verdicts.p50)} ms, p95 ${number(verdicts.p95)} ms.`
      : 'No verdict was reached.',
    `1:N scan, in Node: p95 ${number(matcher.p95Ms)} ms over ${matcher.searches} searches.`,
  ];
  if (notGranted.length > 0) lines.push(`Visits that were not granted: ${notGranted.join(', ')}.`);
  return lines;
}

function humanLines({
  mode,
  version,
  backend,
  ms,
  fps,
  frames,
  framesWithFace,
  foreignRequests,
}: HumanBench) {
  const lines = [
    `human ${version} on ${backend}, ${mode === 'everyFrame' ? 'every stage on every frame' : 'as shipped, skipping frames'}: ${fps === null ? '–' : number(fps)} fps, ` +
      `${ms ? `${number(ms.mean)} ms a frame in the mean, p50 ${number(ms.p50)}, p95 ${number(ms.p95)}` : 'no frame'}; ` +
      `${frames} frames, ${framesWithFace} with a face.`,
  ];
  if (foreignRequests.length > 0) lines.push(`It asked other origins: ${foreignRequests.join(', ')}.`);
  return lines;
}

/** Three digits that count, without an exponent. */
function number(value: number): string {
  return String(Number(value.toPrecision(3)));
}
