/** @file Which operators a training step spends its time in, by ONNX Runtime's own profile. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { textTable } from '../scripts/lib/terminal/text-table.ts';

export interface OperatorTime {
  readonly operator: string;
  /** How many of them a step has. */
  readonly nodes: number;
  readonly msPerStep: number;
}

export interface StepProfile {
  readonly network: string;
  readonly batch: number;
  /** Longest first. */
  readonly operators: readonly OperatorTime[];
}

/** An entry of the profile; times in µs. */
interface Event {
  readonly cat?: string;
  readonly name: string;
  readonly dur: number;
  readonly args?: { readonly op_name?: string };
}

const KERNEL = '_kernel_time';
/** Operators below it are one row. */
const SHOWN_SHARE = 0.01;

/**
 * @param folder - Where the session wrote its profile, and nothing else.
 * @param steps - That the session ran.
 */
export async function readProfile(folder: string, steps: number): Promise<OperatorTime[]> {
  const [file] = await readdir(folder);
  return operatorTimes(JSON.parse(await readFile(join(folder, file), 'utf8')) as Event[], steps);
}

export function operatorTimes(events: readonly Event[], steps: number): OperatorTime[] {
  const found = new Map<string, { us: number; nodes: Set<string> }>();
  for (const { cat, name, dur, args } of events) {
    const operator = args?.op_name;
    if (cat !== 'Node' || operator === undefined || !name.endsWith(KERNEL)) continue;
    const entry = found.get(operator) ?? { us: 0, nodes: new Set() };
    entry.us += dur;
    entry.nodes.add(name);
    found.set(operator, entry);
  }
  return [...found]
    .map(([operator, { us, nodes }]) => ({ operator, nodes: nodes.size, msPerStep: us / 1_000 / steps }))
    .sort((a, b) => b.msPerStep - a.msPerStep);
}

export function describeProfile({ network, batch, operators }: StepProfile): string[] {
  const whole = operators.reduce((sum, { msPerStep }) => sum + msPerStep, 0);
  const shown = operators.filter(({ msPerStep }) => msPerStep >= SHOWN_SHARE * whole);
  const rest = operators.filter((one) => !shown.includes(one));
  const row = (operator: string, nodes: number, ms: number): string[] => [
    ...[operator, String(nodes), ms.toFixed(1), `${((100 * ms) / whole).toFixed(1)} %`],
  ];
  const all = (some: readonly OperatorTime[]): [number, number] => [
    some.reduce((sum, { nodes }) => sum + nodes, 0),
    some.reduce((sum, { msPerStep }) => sum + msPerStep, 0),
  ];
  return [
    `${network}, a step of ${batch} images:`,
    ...textTable(
      ['operator', 'nodes', 'ms', ''],
      [
        ...shown.map(({ operator, nodes, msPerStep }) => row(operator, nodes, msPerStep)),
        ...(rest.length > 0 ? [row('others', ...all(rest))] : []),
        row('all', ...all(operators)),
      ],
      [1, 2, 3],
    ),
  ];
}
