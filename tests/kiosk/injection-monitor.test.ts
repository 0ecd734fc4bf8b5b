import { describe, expect, it } from 'vitest';
import { observationOf } from '../../simulator/builders.ts';
import type { CameraFacts } from '../../src/core/liveness/camera-facts.ts';
import type { Observation } from '../../src/core/observation.ts';
import { InjectionMonitor } from '../../src/kiosk/injection-monitor.ts';

const WEBCAM: CameraFacts = { label: 'HD Webcam', capabilities: null, settings: {}, unresponsive: null };

/** A second of frames, over and over. */
function loop(monitor: InjectionMonitor, source?: Observation['source']): void {
  for (let at = 0; at < 40; at += 1)
    monitor.observe(observationOf(at, at * 50 + (at % 3), { frameHash: `${at % 20}`, source }));
}

describe('InjectionMonitor', () => {
  it('says what the camera says of itself at once, and nothing without a camera', () => {
    expect(new InjectionMonitor({ facts: null }).flags).toEqual([]);
    expect(new InjectionMonitor({ facts: { ...WEBCAM, label: 'OBS Virtual Camera' } }).flags).toEqual([
      'virtualCamera',
    ]);
  });

  it('notices a loop, and begins anew with the camera or when somebody has looked', () => {
    const camera: { facts: CameraFacts | null } = { facts: WEBCAM };
    const monitor = new InjectionMonitor(camera);
    loop(monitor);
    expect(monitor.flags).toEqual(['repeatedFrames']);
    monitor.restart();
    expect(monitor.flags).toEqual([]);
    loop(monitor);
    camera.facts = { ...WEBCAM };
    expect(monitor.flags).toEqual([]);
    loop(monitor);
    camera.facts = null;
    expect(monitor.flags).toEqual([]);
  });

  it('passes over a video file, which loops by design', () => {
    const monitor = new InjectionMonitor({ facts: WEBCAM });
    loop(monitor, 'file');
    expect(monitor.flags).toEqual([]);
  });
});
