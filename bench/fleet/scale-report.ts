/** @file The bench of a hub that has been there for years as text. Pure. */
import type { Target } from '../report.ts';
import { most, table } from './report.ts';
import type { ScaleBench } from './scale.bench.ts';

export function scaleTargets({ startMs, startedMb, mostMb, diskMb, missing }: ScaleBench): Target[] {
  return [
    most('resident memory of nats-server, started', startedMb, 512, 'MB'),
    most('the same, at most while all is read', mostMb, 512, 'MB'),
    most('disk', diskMb / 1_000, 6, 'GB'),
    most('start after kill -9', startMs / 1_000, 30, 's'),
    most('messages missing after it', missing, 0, ''),
  ];
}

export function describeScale(bench: ScaleBench): string[] {
  const { people, events, doors, eventBytes } = bench;
  return [
    `${people} people, and ${events} events of ${doors} doors, of ${eventBytes} bytes each.`,
    '',
    ...table(scaleTargets(bench)),
  ];
}
