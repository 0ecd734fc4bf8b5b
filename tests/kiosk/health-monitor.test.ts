/** @file The health figures by hand-computed values. */
import { describe, expect, it } from 'vitest';
import { observationOf } from '../../simulator/builders.ts';
import type { Observation, StageTimings } from '../../src/core/observation.ts';
import { HealthMonitor } from '../../src/kiosk/health-monitor.ts';

function frame(timestampMs: number, timings: Partial<StageTimings> = {}): Observation {
  return observationOf(0, timestampMs, { timings: { embedMs: null, ...timings } });
}

describe('HealthMonitor', () => {
  it('has no rate before the second frame', () => {
    const monitor = new HealthMonitor();
    expect(monitor.summary().framesPerSecond).toBeNull();
    monitor.record(frame(0));
    expect(monitor.summary().framesPerSecond).toBeNull();
  });

  it('counts intervals, not frames', () => {
    const monitor = new HealthMonitor();
    for (const t of [0, 40, 80, 120]) monitor.record(frame(t));
    expect(monitor.summary().framesPerSecond).toBeCloseTo(25);
  });

  it('takes nearest-rank percentiles of the frames in which the stage ran', () => {
    const monitor = new HealthMonitor();
    [4, 2, 1, 3].forEach((embedMs, i) => monitor.record(frame(i * 10, { embedMs })));
    monitor.record(frame(40));
    const stage = monitor.summary().stages.find(({ stage }) => stage === 'embedMs');
    expect(stage).toEqual({ stage: 'embedMs', p50Ms: 2, p95Ms: 4 });
    const fake = monitor.summary().stages.find(({ stage }) => stage === 'fakeMs');
    expect(fake).toEqual({ stage: 'fakeMs', p50Ms: null, p95Ms: null });
  });

  it('starts anew after a pause', () => {
    const monitor = new HealthMonitor();
    for (const t of [0, 40, 60_000, 60_050]) monitor.record(frame(t));
    expect(monitor.summary().frames).toBe(2);
    expect(monitor.summary().framesPerSecond).toBeCloseTo(20);
  });

  it('forgets old frames', () => {
    const monitor = new HealthMonitor();
    for (let i = 0; i < 500; i++) monitor.record(frame(i * 40));
    expect(monitor.summary().frames).toBe(120);
  });
});
