/**
 * @file Turns what is known of device and models into the preflight list: what is there, what is missing, and what
 * to do. Pure; it measures nothing itself.
 */
import { msg, str } from '@lit/localize';
import { pickModels } from '../core/manifest/select.ts';
import { webgpuText } from '../locales/device.ts';
import { errorText } from '../locales/errors.ts';
import type { Capabilities } from '../runtime/capabilities.ts';
import type { loadModelsStatus } from '../workers/bridge.ts';

/** The manifest of the models in place, and what is missing. */
export type ModelsStatus = Awaited<ReturnType<typeof loadModelsStatus>>;

/** `fail` keeps the kiosk from running; `warn` makes it worse; `info` is good to know. */
export type CheckState = 'ok' | 'fail' | 'warn' | 'info';

export interface PreflightCheck {
  readonly id: string;
  readonly title: string;
  readonly state: CheckState;
  readonly detail: string;
  /** A command to type, where one helps. */
  readonly command: string | null;
  /** In English, for whoever looks after the device: what exactly failed. */
  readonly technical: string | null;
}

/** `unknown` where the browser cannot be asked. */
export type CameraPermission = 'granted' | 'prompt' | 'denied' | 'unknown';

export interface PreflightFacts {
  readonly capabilities: Capabilities;
  readonly cameraPermission: CameraPermission;
  readonly cameraCount: number;
  /** Null when the list of models could not be read; `modelsProblem` then says why. */
  readonly models: ModelsStatus | null;
  readonly modelsProblem: Error | null;
  /** Why the database cannot be used; null when it can. */
  readonly storageProblem: Error | null;
  /** The clock is behind what the log tells; null while the log is locked. */
  readonly clockBehind: boolean | null;
  /** Why the models did not start; null when they did or have not yet. */
  readonly pipelineProblem: Error | null;
}

const ADD_MODEL = 'npm run models -- add FILE';

export function preflightChecks(facts: PreflightFacts): readonly PreflightCheck[] {
  return [
    ...modelChecks(facts),
    browserCheck(facts.capabilities),
    cameraCheck(facts),
    storageCheck(facts),
    ...clockChecks(facts),
    threadsCheck(facts.capabilities),
    webgpuCheck(facts.capabilities),
  ];
}

export function mayRun(checks: readonly PreflightCheck[]): boolean {
  return checks.every((check) => check.state !== 'fail');
}

function check(
  id: string,
  title: string,
  state: CheckState,
  detail: string,
  { command = null, technical = null }: Partial<Pick<PreflightCheck, 'command' | 'technical'>> = {},
): PreflightCheck {
  return { id, title, state, detail, command, technical };
}

function failed(id: string, title: string, problem: Error): PreflightCheck {
  return check(id, title, 'fail', errorText(problem), { technical: problem.message });
}

function modelChecks({ models, modelsProblem, pipelineProblem }: PreflightFacts): PreflightCheck[] {
  const title = msg('Face recognition model');
  if (!models) return modelsProblem ? [failed('models', title, modelsProblem)] : [];
  const { embedder, landmarker, detector, fakeDetector, attackDetector } = pickModels(models.manifest);
  const missing = (role: string) => models.missing.find((model) => model.role === role);
  const checks: PreflightCheck[] = [];
  if (embedder) {
    checks.push(
      pipelineProblem
        ? failed('embedder', title, pipelineProblem)
        : check('embedder', title, 'ok', msg(str`${embedder.name} is in place.`)),
    );
  } else {
    const named = missing('embedder');
    const detail = named
      ? msg(str`Missing: ${named.name}. Add its file, or another ONNX face embedder, then reload this page:`)
      : msg(
          'No embedder is in place, so nobody can be recognised. Add an ONNX face embedder, then reload this page:',
        );
    checks.push(
      check('embedder', title, 'fail', detail, { command: ADD_MODEL, technical: named?.message ?? null }),
    );
  }
  if (landmarker) {
    checks.push(
      check('tracker', msg('Face tracker'), 'ok', msg('The landmarker is in place: 478 points and blinks.')),
    );
  } else if (detector) {
    const detail = msg(
      'The detector is in place. Without face_landmarker.task, blink cues are not available.',
    );
    checks.push(
      check('tracker', msg('Face tracker'), 'info', detail, {
        technical: missing('face-landmarker')?.message ?? null,
      }),
    );
  } else {
    const why = missing('face-detector')?.message ?? missing('face-landmarker')?.message;
    checks.push(
      check(
        'tracker',
        msg('Face tracker'),
        'fail',
        msg('No face tracker is in place. Run the set-up again:'),
        { command: 'npm start', technical: why ?? null },
      ),
    );
  }
  if (!fakeDetector) {
    const detail = msg('None is in place. Deepfakes are not examined by a model.');
    checks.push(check('fake-detector', msg('Deepfake detector'), 'info', detail));
  }
  if (!attackDetector) {
    const detail = msg('None is in place. Prints and pictures on screens are not examined by a model.');
    checks.push(check('attack-detector', msg('Attack detector'), 'info', detail));
  }
  return checks;
}

function browserCheck(c: Capabilities): PreflightCheck {
  const title = msg('Browser');
  if (!c.secureContext) {
    const detail = msg(
      'Browsers give the camera only to secure addresses. Use the https:// address, or http://localhost on the device itself.',
    );
    return check('browser', title, 'fail', detail);
  }
  if (!c.wasmSimd || !c.workerWebgl) {
    const lacks = c.wasmSimd ? 'WebGL 2 (OffscreenCanvas)' : 'WebAssembly SIMD';
    const detail = msg(
      str`This browser lacks ${lacks}. Use a current Chrome, Edge, Firefox, or Safari 17 or later, with hardware graphics switched on.`,
    );
    return check('browser', title, 'fail', detail);
  }
  return check('browser', title, 'ok', msg('It has all that the kiosk needs.'));
}

function cameraCheck({ capabilities, cameraPermission, cameraCount }: PreflightFacts): PreflightCheck {
  const title = msg('Camera');
  if (!capabilities.camera) {
    return check(
      'camera',
      title,
      'warn',
      msg('This browser gives no camera to this address. Use https:// or http://localhost.'),
    );
  }
  if (cameraCount === 0) {
    return check(
      'camera',
      title,
      'warn',
      msg('No camera is connected. Plug one in; the kiosk takes it up by itself.'),
    );
  }
  switch (cameraPermission) {
    case 'denied':
      return check(
        'camera',
        title,
        'warn',
        msg('The camera is blocked for this site. Tap the symbol beside the address and allow it.'),
      );
    case 'granted':
      return check('camera', title, 'ok', msg('A camera is connected and allowed.'));
    default:
      return check(
        'camera',
        title,
        'ok',
        msg('A camera is connected. The browser will ask once whether it may be used.'),
      );
  }
}

function storageCheck({ capabilities, storageProblem }: PreflightFacts): PreflightCheck {
  const title = msg('Storage');
  if (!capabilities.indexedDb) {
    return check(
      'storage',
      title,
      'fail',
      msg('This browser has no database. Leave private browsing and allow site data.'),
    );
  }
  return storageProblem
    ? failed('storage', title, storageProblem)
    : check('storage', title, 'ok', msg('Templates can be kept sealed on this device.'));
}

function clockChecks({ clockBehind }: PreflightFacts): PreflightCheck[] {
  if (clockBehind === null) return [];
  const title = msg('Clock');
  return [
    clockBehind
      ? check(
          'clock',
          title,
          'warn',
          msg(
            'The clock of this device is behind the log. Set it; if it is right, say so in Health. Consents run out by the log meanwhile.',
          ),
        )
      : check('clock', title, 'ok', msg('It is not behind the log.')),
  ];
}

function threadsCheck({ crossOriginIsolated, threads }: Capabilities): PreflightCheck {
  const title = msg('Speed');
  if (crossOriginIsolated) {
    return check(
      'threads',
      title,
      'ok',
      msg(str`The page is isolated, so recognition may use several of ${threads} threads.`),
    );
  }
  const detail = msg(
    'The page is not cross-origin isolated, so recognition runs on one thread. Serve it with npm start, or reload once so that the service worker can isolate it.',
  );
  return check('threads', title, 'warn', detail);
}

function webgpuCheck({ webgpu }: Capabilities): PreflightCheck {
  const text = webgpuText(webgpu);
  return webgpu.kind === 'hardware'
    ? check('webgpu', 'WebGPU', 'ok', text)
    : check('webgpu', 'WebGPU', 'info', msg(str`${text} Recognition runs on WASM.`));
}
