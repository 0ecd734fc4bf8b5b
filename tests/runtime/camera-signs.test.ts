import { describe, expect, it, vi } from 'vitest';
import { type ProbedTrack, readCameraFacts } from '../../src/runtime/camera-signs.ts';

type Values = Record<string, unknown>;

interface Fake {
  readonly capabilities?: Values;
  readonly settings?: Values;
  /** Controls that the track takes without doing anything. */
  readonly ignores?: readonly string[];
  readonly refuses?: boolean;
}

const WANTED = { width: { ideal: 640 } };

/** A track that does what it is told, unless it ignores or refuses it. */
function fakeTrack({ capabilities = {}, settings = {}, ignores = [], refuses = false }: Fake) {
  const state: Values = { ...settings };
  const asked: MediaTrackConstraints[] = [];
  let constraints: MediaTrackConstraints = WANTED;
  const obey = (values: Values): void => {
    for (const [control, value] of Object.entries(values)) {
      if (control in settings && !ignores.includes(control)) state[control] = value;
    }
  };
  const track: ProbedTrack = {
    label: 'Webcam',
    getCapabilities: () => capabilities as MediaTrackCapabilities,
    getSettings: () => ({ ...state }) as MediaTrackSettings,
    getConstraints: () => constraints,
    applyConstraints: (next = {}) => {
      asked.push(next);
      if (refuses && next !== WANTED) return Promise.reject(new Error('OverconstrainedError'));
      constraints = next;
      obey((next.advanced?.[0] ?? {}) as Values);
      const { frameRate } = next;
      if (typeof frameRate === 'object' && frameRate.exact !== undefined)
        obey({ frameRate: frameRate.exact });
      if (next === WANTED && 'frameRate' in settings) state.frameRate = settings.frameRate;
      return Promise.resolve();
    },
  };
  return { track, state, asked };
}

const CONTROLS = {
  capabilities: {
    exposureCompensation: { min: -3, max: 3, step: 0.5 },
    zoom: { min: 100, max: 400, step: 10 },
    frameRate: { min: 1, max: 30 },
  },
  settings: { exposureCompensation: 0, zoom: 100, frameRate: 30 },
};

describe('readCameraFacts', () => {
  it('tries each control that is claimed, and puts everything back', async () => {
    const { track, state, asked } = fakeTrack(CONTROLS);
    const facts = await readCameraFacts(track);
    expect(facts).toEqual({ label: 'Webcam', ...CONTROLS, unresponsive: false });
    expect(asked).toContainEqual({ advanced: [{ exposureCompensation: 0.5 }] });
    expect(asked).toContainEqual({ advanced: [{ zoom: 130 }] });
    expect(asked).toContainEqual({ ...WANTED, frameRate: { exact: 15 } });
    expect(state).toEqual(CONTROLS.settings);
    expect(track.getConstraints()).toBe(WANTED);
  });

  it.each(['exposureCompensation', 'zoom', 'frameRate'])(
    'calls a track unresponsive that ignores its %s',
    async (control) => {
      const { track } = fakeTrack({ ...CONTROLS, ignores: [control] });
      expect((await readCameraFacts(track)).unresponsive).toBe(true);
    },
  );

  it('goes down where the setting is at its upper end', async () => {
    const { track, asked } = fakeTrack({
      capabilities: { zoom: { min: 1, max: 4, step: 0.1 } },
      settings: { zoom: 4 },
    });
    expect((await readCameraFacts(track)).unresponsive).toBe(false);
    const [{ advanced }] = asked;
    expect((advanced?.[0] as Values).zoom).toBeCloseTo(3.7);
  });

  it('says nothing of a track that claims nothing, gives no choice, or refuses', async () => {
    const mute = fakeTrack({ settings: { width: 640 } });
    expect((await readCameraFacts(mute.track)).unresponsive).toBeNull();
    const fixed = fakeTrack({ capabilities: { zoom: { min: 1, max: 1 } }, settings: { zoom: 1 } });
    expect((await readCameraFacts(fixed.track)).unresponsive).toBeNull();
    const refusing = fakeTrack({ ...CONTROLS, refuses: true });
    expect((await readCameraFacts(refusing.track)).unresponsive).toBeNull();
  });

  it('has no capabilities where the browser has none', async () => {
    const { track } = fakeTrack({ settings: { frameRate: 30 } });
    delete track.getCapabilities;
    expect(await readCameraFacts(track)).toEqual({
      label: 'Webcam',
      capabilities: null,
      settings: { frameRate: 30 },
      unresponsive: null,
    });
  });

  it('does not wait for ever for a track that does not answer', async () => {
    vi.useFakeTimers();
    try {
      const { track } = fakeTrack(CONTROLS);
      track.applyConstraints = () => new Promise(() => undefined);
      const reading = readCameraFacts(track);
      await vi.advanceTimersByTimeAsync(2_000);
      expect((await reading).unresponsive).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });
});
