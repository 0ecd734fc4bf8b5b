/**
 * @file The preflight list in words: what device and models have, what is missing, and what to do about it. Pure; it
 * measures nothing itself.
 */
import { msg, str } from '@lit/localize';
import { pickModels } from '../core/manifest/select.ts';
import type { ModelRole } from '../core/manifest/types.ts';
import { isSameTimeZone } from '../core/schedule/wall-time.ts';
import { webgpuText } from './device.ts';
import { dateText } from './moments.ts';
import { errorText } from './errors.ts';
import { lostModelText, modelRoleText } from './models.ts';
import { otherTimeZoneText } from './hours.ts';
import { offlineAdvice } from './offline.ts';
import { paceText } from './pace.ts';
import { check, type CheckState, type PreflightCheck } from './preflight-check.ts';
import { openedChecks } from './preflight-opened.ts';
import type { Capabilities } from '../runtime/capabilities.ts';
import type { PreflightFacts } from '../kiosk/preflight-facts.ts';
import type { OfflineState } from '../kiosk/offline-copy.ts';
import { PipelineError } from '../workers/pipeline-error.ts';
import { megabytes } from './decimals.ts';

const ADD_MODEL = 'npm run models -- add FILE';
const CHECK_MODELS = 'npm run models -- verify';

export function preflightChecks(facts: PreflightFacts): readonly PreflightCheck[] {
  return [
    ...modelChecks(facts),
    browserCheck(facts.capabilities),
    ...graphicsChecks(facts.capabilities),
    cameraCheck(facts),
    ...openedChecks(facts.opened),
    storageCheck(facts),
    clockCheck(facts),
    offlineCheck(facts.offline),
    ...paceChecks(facts),
    threadsCheck(facts.capabilities),
    webgpuCheck(facts.capabilities),
    ...comfortChecks(facts.capabilities),
  ];
}

export function mayRun(checks: readonly PreflightCheck[]): boolean {
  return checks.every((check) => check.state !== 'fail');
}

/** Whether everything is as it should be, so that nobody has to read the list. */
export function passes(checks: readonly PreflightCheck[]): boolean {
  return checks.every(({ state }) => state !== 'fail' && state !== 'shut' && state !== 'bad');
}

export function checkStateText(state: CheckState): string {
  switch (state) {
    case 'ok':
      return msg('In order');
    case 'fail':
    case 'shut':
    case 'bad':
      return msg('Missing');
    case 'warn':
      return msg('Attention');
    case 'info':
      return msg('Note');
  }
}

function failed(id: string, title: string, problem: Error): PreflightCheck {
  return check(id, title, 'fail', errorText(problem), { technical: problem.message });
}

function modelChecks({
  models,
  modelsProblem,
  pipelineProblem,
  lostModels,
}: PreflightFacts): PreflightCheck[] {
  const title = msg('Face recognition model');
  if (!models) return modelsProblem ? [failed('models', title, modelsProblem)] : [];
  const { embedder, landmarker, companion, fakeDetector, attackDetector } = pickModels(models.manifest);
  const missing = (role: string) => models.missing.find((model) => model.role === role);
  // A missing model has its own line below.
  const isMissing = pipelineProblem instanceof PipelineError && pipelineProblem.code === 'modelMissing';
  const problem = isMissing ? null : pipelineProblem;
  const checks: PreflightCheck[] = [];
  if (embedder) {
    checks.push(
      problem
        ? failed('embedder', title, problem)
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
  if (landmarker && companion) {
    checks.push(
      check('tracker', msg('Face tracker'), 'ok', msg('The landmarker is in place: 478 points and blinks.')),
    );
  } else {
    const why = missing('face-landmarker')?.message ?? missing('face-detector')?.message;
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
  for (const model of lostModels) {
    const { role, name, accepted, why } = model;
    const state = accepted ? 'warn' : 'shut';
    const detail = lostModelText(model, accepted);
    const help = { command: CHECK_MODELS, technical: why };
    checks.push(check(`lost-${name}`, modelRoleText(role), state, detail, help));
  }
  const isLost = (role: ModelRole) => lostModels.some((model) => model.role === role);
  if (!fakeDetector && !isLost('fake-detector')) {
    const detail = msg('None is installed. No model checks for deepfakes.');
    checks.push(check('fake-detector', msg('Deepfake detector'), 'info', detail));
  }
  if (!attackDetector && !isLost('attack-detector')) {
    const detail = msg('None is installed. No model checks for prints or pictures on screens.');
    checks.push(check('attack-detector', msg('Attack detector'), 'info', detail));
  }
  return checks;
}

const PACE_STATES = { fast: 'ok', slow: 'warn', tooSlow: 'shut' } as const;

/** Nothing before a face was before the camera. */
function paceChecks({ pace, policy }: PreflightFacts): PreflightCheck[] {
  const found = paceText(pace, policy);
  return found === null ? [] : [check('pace', msg('Frames a second'), PACE_STATES[found.state], found.text)];
}

function browserCheck(c: Capabilities): PreflightCheck {
  const title = msg('Browser');
  if (!c.secureContext) {
    const detail = msg(
      'Browsers give the camera only to secure addresses. Use the https:// address, or http://localhost on the device itself.',
    );
    return check('browser', title, 'fail', detail);
  }
  if (!c.wasmSimd || !c.frameCallbacks) {
    const lacks = c.wasmSimd ? 'requestVideoFrameCallback' : 'WebAssembly SIMD';
    const detail = msg(
      str`This browser lacks ${lacks}. Use a current Chrome, Edge, Firefox, or Safari 17 or later.`,
    );
    return check('browser', title, 'fail', detail);
  }
  return check('browser', title, 'ok', msg('It has all that the kiosk needs.'));
}

/** Nothing where the browser has it. */
function graphicsChecks({ workerWebgl }: Capabilities): PreflightCheck[] {
  if (workerWebgl) return [];
  const detail = msg(
    'The face tracker needs WebGL 2 in workers, and this browser gives none. Switch hardware graphics on in its settings. WebKitGTK has a switch of its own:',
  );
  return [check('graphics', msg('Graphics'), 'fail', detail, { command: '--features=+AllowWebGLInWorkers' })];
}

/** What the kiosk does without, and what to do instead; nothing where the browser has it all. */
function comfortChecks({ secureContext, wakeLock, serialPorts, passkeys }: Capabilities): PreflightCheck[] {
  // At another address a browser has none of them.
  if (!secureContext) return [];
  const lacking: readonly (readonly [boolean, string, string, string])[] = [
    [
      wakeLock,
      'screen',
      msg('Screen'),
      msg('This browser cannot keep the screen on. Set the device so that its screen stays on.'),
    ],
    [
      serialPorts,
      'relay',
      msg('USB relay'),
      msg('This browser has no serial ports, so the door opens by webhook or MQTT here.'),
    ],
    [
      passkeys,
      'passkeys',
      msg('Passkeys'),
      msg('This browser gives no passkeys for the kiosk here. Passphrases open it.'),
    ],
  ];
  return lacking.flatMap(([has, id, title, detail]) => (has ? [] : [check(id, title, 'info', detail)]));
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

/** With less room than this, a few hundred more people or the next version's models may not fit. */
const LITTLE_ROOM_BYTES = 200e6;

function storageCheck({ capabilities, storageProblem, storageUse }: PreflightFacts): PreflightCheck {
  const title = msg('Storage');
  if (!capabilities.indexedDb) {
    return check(
      'storage',
      title,
      'fail',
      msg('This browser has no database. Leave private browsing and allow site data.'),
    );
  }
  if (storageProblem) return failed('storage', title, storageProblem);
  if (storageUse === null) {
    const detail = msg(
      'Templates can be kept sealed on this device. The browser does not say how much room there is, or whether it keeps them for good: make backups.',
    );
    return check('storage', title, 'info', detail);
  }
  const { usedBytes, quotaBytes, persistent } = storageUse;
  const [used, quota] = [megabytes(usedBytes), megabytes(quotaBytes)];
  if (quotaBytes - usedBytes < LITTLE_ROOM_BYTES) {
    const detail = msg(
      str`${used} of ${quota} MB are used, so there is little room left. Free some space on this device.`,
    );
    return check('storage', title, 'warn', detail);
  }
  return persistent
    ? check(
        'storage',
        title,
        'ok',
        msg(str`${used} of ${quota} MB are used, and the browser keeps them for good.`),
      )
    : check(
        'storage',
        title,
        'warn',
        msg(
          str`${used} of ${quota} MB are used, and the browser may clear them all when space is short. Install the kiosk as an app from the browser’s menu, and make backups.`,
        ),
      );
}

function clockCheck({ wallMs, builtOnMs, clockBehind, timeZones }: PreflightFacts): PreflightCheck {
  const title = msg('Clock');
  if (clockBehind === true) {
    const detail = msg(
      'The clock of this device is behind the log. Set it. If it is right, confirm that in Health. Until then consents expire by the log’s time.',
    );
    return check('clock', title, 'warn', detail);
  }
  if (wallMs < builtOnMs) {
    const detail = msg(
      str`It shows ${dateText(wallMs)}, which is before this version was made. Set date and time in the settings of this device: consents expire by it.`,
    );
    return check('clock', title, 'warn', detail);
  }
  if (timeZones !== null && !isSameTimeZone(timeZones.site, timeZones.device)) {
    return check('clock', title, 'warn', otherTimeZoneText(timeZones.site, timeZones.device));
  }
  return check('clock', title, 'ok', dateText(wallMs));
}

function offlineCheck(state: OfflineState): PreflightCheck {
  const title = msg('Without a network');
  switch (state.kind) {
    case 'stored':
      return check('offline', title, 'ok', msg('The kiosk starts and runs without one.'));
    case 'none':
      return check(
        'offline',
        title,
        'info',
        msg('The kiosk is not kept on this device yet. It is stored once it runs.'),
      );
    case 'storing':
      return check(
        'offline',
        title,
        'info',
        msg(
          str`Being stored: ${megabytes(state.storedBytes)} of ${megabytes(state.totalBytes)} MB. Stay connected until it is done.`,
        ),
      );
    case 'incomplete':
      return check(
        'offline',
        title,
        'warn',
        msg('Not every model is stored yet. Connect this device to its server and check again in a minute.'),
      );
    case 'failed':
      return check('offline', title, 'bad', offlineAdvice(state.reason));
  }
}

function threadsCheck({ crossOriginIsolated, wasmThreads, threads }: Capabilities): PreflightCheck {
  const title = msg('Speed');
  if (wasmThreads) {
    return check(
      'threads',
      title,
      'ok',
      msg(str`The page is isolated, so recognition may use several of ${threads} threads.`),
    );
  }
  const detail = crossOriginIsolated
    ? msg(
        'This browser does not let threads share memory, so recognition runs on one. Update it, or use another; start WebKitGTK with JSC_useSharedArrayBuffer=1.',
      )
    : msg(
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
