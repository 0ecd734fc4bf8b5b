/**
 * @file `<kiosk-check-page>`: the door. Shows the picture, says one thing at a time, and hands every verdict to the
 * audit log and, where it may, to the door.
 *
 * For tests and tools it carries `data-phase`, `data-reason` and `data-subject-name`; while a challenge runs
 * `data-challenge-stage`, and from its prompt on `data-challenge` (its kind) and `data-challenge-goal`; while the
 * screen shines `data-light` (its colour). The build for tools also dispatches `kiosk-verdict` on the document.
 */
import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { mayOpenDoor } from '../../actuators/door.ts';
import type { DecisionContext, DecisionView, Verdict } from '../../core/decision/types.ts';
import { LIGHT_CSS } from '../../core/liveness/light-colours.ts';
import type { LightColour } from '../../core/liveness/light.ts';
import { hoursOf } from '../../core/schedule/schedule.ts';
import type { Observation } from '../../core/observation.ts';
import { followLamp, LAMP_OFF } from '../../core/quality/lamp.ts';
import { type DoorFace, PLAIN_DOOR_FACE } from '../../core/site/door-face.ts';
import { refusedPlate } from '../../locales/refused-plate.ts';
import { hoursText } from '../../locales/hours.ts';
import { baseStyles } from '../elements/base-styles.ts';
import '../camera/camera-view.ts';
import type { KioskCameraView } from '../camera/camera-view.ts';
import '../camera/face-guide.ts';
import type { KioskFaceGuide } from '../camera/face-guide.ts';
import type { Oval } from '../camera/view-geometry.ts';
import {
  type CheckSituation,
  grantedName,
  mayUnclaim,
  offersPad,
  situationOf,
} from '../../kiosk/check-situation.ts';
import { CheckController } from '../../kiosk/check-controller.ts';
import { claimedBy, NOBODY_CLAIMED } from '../../kiosk/claim.ts';
import { lightAt } from '../../kiosk/check-light.ts';
import { Announcer } from './announcer.ts';
import { claimPanel, guideOf, helpLine, pinButton, pinPanel, wordsPanel } from './check-panel.ts';
import { checkStyles } from './check-styles.ts';
import { type CheckWords, checkWords } from './check-words.ts';
import { Chimes } from './chimes.ts';
import './door-face.ts';
import '../elements/kiosk-icon.ts';
import '../elements/language-button.ts';
import { SessionController } from '../elements/session-controller.ts';
import type { KioskSession } from '../../kiosk/session.ts';
import { steadyWallMs } from '../../kiosk/clock-watch.ts';
import { decisionContext } from '../../kiosk/decision-context.ts';
import { HeldPad } from '../../kiosk/held-pad.ts';
import { PinController } from '../../kiosk/pin-controller.ts';
import { pinDeskOf, mayUsePin } from '../../kiosk/pin-session.ts';
import { SourceRun } from '../../kiosk/source-run.ts';
import { DoorNotice } from '../../kiosk/door-notice.ts';
import { Speaker } from './speaker.ts';
import { handOn, recordClosed, recordStrangers } from '../../kiosk/verdict-desk.ts';
import { somebodyIsHere } from '../elements/visit-language.ts';

/** The engine is told the time this often when no frame comes. */
const TICK_MS = 250;
/** Without a frame for this long, a worker is being restarted or the camera hangs; the screen then says so. */
const STALLED_MS = 2_500;
/** A claim is forgotten when nobody comes before the camera for this long. */
const CLAIM_MS = 20_000;

const DARK = { colour: null, changesInMs: null } as const;

/** Dispatches `operator` when the operator's button is pressed. */
@localized()
@customElement('kiosk-check-page')
export class KioskCheckPage extends LitElement {
  static override styles = [baseStyles, checkStyles];

  @property({ attribute: false }) session!: KioskSession;
  /** Nothing is judged while the operator's menu is open. */
  @property({ type: Boolean }) paused = false;

  /** Null while nobody has said who they are. */
  @state() private _claimedId: string | null = null;
  @state() private _stalled = false;
  /** On the screen now. */
  @state() private _colour: LightColour | null = null;
  @query('kiosk-camera-view') private _camera!: KioskCameraView;
  @query('kiosk-face-guide') private _faceGuide!: KioskFaceGuide;

  private readonly _check = new CheckController({
    context: () => this._context(),
    onVerdict: (verdict) => {
      this._handOn(verdict);
      this._pin.followUp(verdict, performance.now());
    },
    memory: () => this.session.approaches,
    onClosed: (face) => void recordClosed(this.session, face),
    onStrangers: (faces) => void recordStrangers(this.session, faces),
    onReady: () => {
      if (this._claimedId !== null) this._forgetClaim();
    },
    onChange: () => {
      this._shine();
      this.requestUpdate();
    },
  });
  private readonly _pin = new PinController({
    mayOpen: () => mayUsePin(this.session),
    judge: (badge, pin) => this._desk.judge(badge, pin),
    onVerdict: (verdict, triedSubjectId) => {
      this._handOn(verdict, triedSubjectId);
    },
    policy: () => this.session.site.policy,
    mode: () => this.session.people.mode,
    onChange: () => {
      this._followPause();
      this.requestUpdate();
    },
    wallMs: steadyWallMs,
  });
  private readonly _held = new HeldPad({
    judge: ({ subjectId, factor }, typed) => this._desk.judgeHeld(subjectId, factor, typed),
    onRight: () => {
      this._check.acceptHeld(performance.now());
    },
    onWrong: (verdict, triedSubjectId) => {
      this._handOn(verdict, triedSubjectId);
    },
    onChange: () => {
      this.requestUpdate();
    },
    wallMs: steadyWallMs,
  });
  private readonly _door = new DoorNotice(() => {
    this._followPause();
    this.requestUpdate();
  });
  private readonly _desk = pinDeskOf(() => this.session);
  private readonly _chimes = new Chimes();
  private readonly _speaker = new Speaker();
  private readonly _announcer = new Announcer(this._chimes, this._speaker);
  private readonly _run = new SourceRun({
    onObservation: (observation) => this._observe(observation),
    onSourceState: () => this._onSourceState(),
    wantLandmarks: () => this.session.site.settings.showLandmarks,
  });
  private _ticker: ReturnType<typeof setInterval> | undefined;
  private _colourTimer: ReturnType<typeof setTimeout> | undefined;
  private _claimedAtMs = 0;
  private _restartsSeen = 0;
  /** The screen lights a face that is too dark. */
  private _lamp = LAMP_OFF;
  private _lastFrameMs = 0;

  private readonly _onVisibility = () => {
    this._followPause();
    this._pump();
  };

  constructor() {
    super();
    new SessionController(this, () => this.session);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this._onVisibility);
    this._ticker = setInterval(() => this._tick(), TICK_MS);
    if (this.session.camera.state.kind === 'off') void this.session.startCamera();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this._onVisibility);
    clearInterval(this._ticker);
    clearTimeout(this._colourTimer);
    this._chimes.close();
    this._speaker.stop();
    this._run.end();
  }

  protected override willUpdate(): void {
    this._followPause();
    const { _view: view } = this;
    const situation = this._situation();
    this.dataset.phase = situation.kind === 'live' ? view.phase : situation.kind;
    setOrDelete(this.dataset, 'reason', view.verdict?.reason);
    setOrDelete(
      this.dataset,
      'subjectName',
      grantedName(this.session.people, this._view.verdict) ?? undefined,
    );
    const challenge = situation.kind === 'live' ? view.challenge : null;
    const asked = challenge?.stage === 'hold' ? null : challenge;
    setOrDelete(this.dataset, 'challenge', asked?.kind);
    setOrDelete(this.dataset, 'challengeGoal', asked?.goal.toString());
    setOrDelete(this.dataset, 'challengeStage', challenge?.stage);
    setOrDelete(this.dataset, 'light', this._colour ?? undefined);
  }

  protected override updated(): void {
    const { sound } = this.session.site.settings;
    this._announcer.follow(this._situation(), sound, document.documentElement.lang || 'en');
    this._pump();
  }

  override render() {
    const { session } = this;
    const situation = this._situation();
    const words = checkWords(situation);
    const { kind } = situation;
    const claiming = kind === 'claim' || kind === 'pin' || kind === 'held';
    const lamp = this._lampShines(situation);
    return html`<main data-tone=${words.tone} ?data-light=${this._colour !== null} ?data-lamp=${lamp}>
      <div class="lamp"></div>
      <kiosk-camera-view
        .source=${session.source}
        .guide=${claiming || this._pin.view ? 'hidden' : guideOf(words.tone)}
        .label=${this._label(situation)}
        lift="0.5"
        reach="0.38"
        ?calm=${words.tone === 'call' || words.tone === 'wait'}
        ?landmarks=${session.site.settings.showLandmarks}
        ?lamp=${lamp}
        @oval=${(event: CustomEvent<Oval>) => this._faceGuide.follow(event.detail)}
      ></kiosk-camera-view>
      <div class="edge"></div>
      <kiosk-face-guide .arrow=${words.arrow ?? null} .time=${words.time ?? null}></kiosk-face-guide>
      ${
        this._colour === null
          ? nothing
          : html`<div class="light" style="background: ${LIGHT_CSS[this._colour]}"></div>`
      }
      ${this._panel(situation, words)} ${this._top(situation)}
    </main>`;
  }

  /** What stands at the screen's upper edge in every situation. */
  private _top(situation: CheckSituation) {
    const { demo } = this.session;
    return html`<div class="top">
      ${
        demo
          ? html`<p class="demo" role="note">${msg('DEMO – video file, the door stays shut')}</p>`
          : nothing
      }
      <div class="tools">
        <kiosk-door-face .face=${this._face}></kiosk-door-face>
        ${
          this._claimedId !== null && mayUnclaim(situation)
            ? html`<button class="tool start" @click=${() => this._forgetClaim()}>
                <kiosk-icon name="back"></kiosk-icon><span>${msg('Back')}</span>
              </button>`
            : nothing
        }
        ${demo ? nothing : html`<kiosk-language-button></kiosk-language-button>`}
        <button class="tool" @click=${() => this.dispatchEvent(new CustomEvent('operator'))}>
          <kiosk-icon name="key-round"></kiosk-icon><span>${msg('Operator')}</span>
        </button>
      </div>
    </div>`;
  }

  private get _face(): DoorFace {
    return this.session.site.rules.doorFace ?? PLAIN_DOOR_FACE;
  }

  private _panel(situation: CheckSituation, words: CheckWords) {
    const { kind } = situation;
    const pinWay =
      mayUsePin(this.session) && offersPad(situation)
        ? pinButton(kind !== 'pinOnly', () => this._pin.open(performance.now()))
        : nothing;
    const help = words.tone === 'good' ? nothing : helpLine(this._face.help);
    const cover = kind === 'pinOnly' ? 'whole' : kind === 'noPicture' ? 'dim' : 'none';
    switch (kind) {
      case 'pin':
        return pinPanel(
          words,
          { pad: situation.pad, held: false },
          this.session.people.badges.hasLetters(true),
          {
            try: ({ badge, pin }) => void this._pin.submit(badge, pin, () => performance.now()),
            cancel: () => {
              this._pin.close();
            },
            touch: () => {
              this._pin.touch(performance.now());
            },
          },
          help,
        );
      case 'held':
        return pinPanel(
          words,
          { pad: situation.pad, held: true },
          this.session.people.badges.hasLetters(false),
          {
            try: (typed) => void this._held.submit(situation.held, typed, () => performance.now()),
            cancel: () => {
              this._check.cancelHeld(performance.now());
            },
            touch: () => undefined,
          },
          help,
        );
      case 'claim':
        return claimPanel(
          words,
          this.session.people.badges.hasLetters(false),
          (typed) => this._claim(typed),
          html`${pinWay} ${help}`,
        );
      default:
        return wordsPanel(
          words,
          cover,
          {
            decline: () => {
              this._check.decline(performance.now());
            },
            retry: () => {
              this._check.retry();
            },
          },
          html`${pinWay} ${help}`,
        );
    }
  }

  private _handOn(verdict: Verdict, triedSubjectId?: string | null): void {
    const { door, drill } = this.session;
    const handedOn = handOn(this.session, verdict, door, triedSubjectId);
    const waits = door.answers && drill === null && mayOpenDoor(verdict);
    void this._door.follow(verdict, waits, handedOn, () => performance.now());
  }

  private _followPause(): void {
    const busy = this._pin.state.kind !== 'closed' || this._door.trouble !== null;
    const closed = this.session.faceClosure !== null;
    this._check.setPaused(this.paused || document.hidden || busy || closed);
  }

  /** The view that the screen shows: that of badge and PIN while they are used, else that of the face. */
  private get _view(): DecisionView {
    return this._pin.view ?? this._check.view;
  }

  private async _claim(typed: string): Promise<void> {
    const { access, people } = this.session;
    const { store } = access;
    if (store === null) return;
    // Where the names cannot be read, somebody is nobody: the badge number alone would tell which ones there are.
    this._claimedId = await claimedBy(people.badges, store, typed).catch(() => NOBODY_CLAIMED);
    this._claimedAtMs = performance.now();
    this._check.restart();
  }

  private _situation(): CheckSituation {
    const { session, _view: view } = this;
    return situationOf(session, {
      pad: this._pin.state,
      mayUsePin: mayUsePin(session),
      trouble: this._door.trouble,
      view,
      hint: this._check.hint,
      claimedId: this._claimedId,
      stalled: this._stalled,
      opening: this._door.isOpening(view.verdict),
      shining: this._colour !== null,
      hours: this._refusedHours(view.verdict),
      heldPad: view.held && this._held.padFor(view.held),
    });
  }

  private _context(): DecisionContext | null {
    if (this.session.people.mode === 'identify') return decisionContext(this.session, { kind: 'identify' });
    if (this._claimedId === null && this._check.view.phase === 'searching') return null;
    return decisionContext(this.session, {
      kind: 'verify',
      claimedSubjectId: this._claimedId ?? NOBODY_CLAIMED,
    });
  }

  /** Shows the colour that is due, and comes back when the next one is. */
  private _shine(): void {
    clearTimeout(this._colourTimer);
    const { light } = this._check.view;
    const { colour, changesInMs } = light ? lightAt(light, performance.now()) : DARK;
    this._colour = colour;
    if (changesInMs !== null) {
      this._colourTimer = setTimeout(() => {
        this._shine();
      }, changesInMs);
    }
  }

  private _onSourceState(): void {
    if (!this._run.live) {
      this._check.abandon();
      this._camera.show(null);
    }
    this.requestUpdate();
  }

  /** Runs the pipeline on the source while the tab is seen; hidden tabs get no frames worth judging. */
  private _pump(): void {
    // Lit finishes an update that was under way when the page was removed; it would start the pipeline again.
    if (!this.isConnected) return;
    const { pipeline, source } = this.session;
    if (pipeline.restarts !== this._restartsSeen) {
      // The pipeline has begun to number its frames anew.
      this._restartsSeen = pipeline.restarts;
      this._check.restart();
    }
    if (!this._run.follow(source, document.hidden ? null : pipeline.current)) return;
    this._check.restart();
    this._lastFrameMs = performance.now();
  }

  private _observe(observation: Observation): void {
    this._lastFrameMs = performance.now();
    this._stalled = false;
    this.session.watch(observation);
    // A frame may still arrive after the camera was unplugged. It must not begin an attempt that nobody can finish.
    if (!this._run.live) return;
    this._camera.show(observation);
    this._followLamp(observation);
    if (observation.face !== null) {
      somebodyIsHere();
      this._pin.seeFace(this._lastFrameMs);
      this._readName(observation);
    }
    this._check.observe(observation);
  }

  /** Of whom the door is about to recognise, so that it has the name when it lets them in. */
  private _readName({ face }: Observation): void {
    const { people, pipeline, site } = this.session;
    const nearest = face?.matches?.at(0);
    if (nearest === undefined || pipeline.report === null) return;
    if (nearest.similarity >= people.similarityThresholdFor(site.policy)) people.names.of(nearest.subjectId);
  }

  private _tick(): void {
    const nowMs = performance.now();
    this._stalled = this._run.running && nowMs - this._lastFrameMs > STALLED_MS;
    this._check.tick(nowMs);
    this._pin.tick(nowMs);
    this._door.tick(nowMs);
    const { view } = this._check;
    if (view.held === null) this._held.forget();
    else this.requestUpdate();
    const waited = view.phase === 'searching' && nowMs - this._claimedAtMs > CLAIM_MS;
    if (this._claimedId !== null && waited) this._forgetClaim();
  }

  private _forgetClaim(): void {
    this._claimedId = null;
    this._check.restart();
  }

  /** Only for somebody who was recognised: nobody else may read when the door lets a person in. */
  private _refusedHours(verdict: Verdict | null): string | null {
    const id = verdict?.refusedSubjectId;
    if (id === undefined || verdict?.reason !== 'outsideSchedule') return null;
    const person = this.session.people.subjects.get(id);
    if (person === undefined) return null;
    const hours = hoursOf(this.session.site.rules.schedules, person);
    // Without any hours there is no time to name.
    return hours?.length === 0 ? null : hoursText(hours, document.documentElement.lang || 'en');
  }

  /** The colours of a light check are the only light then: the screen is no lamp, and learns nothing of the face. */
  private _followLamp({ face, timestampMs }: Observation): void {
    if (this._check.view.light !== null) return;
    const lamp = followLamp(this._lamp, face?.quality.exposure ?? null, timestampMs);
    const switched = lamp.on !== this._lamp.on;
    this._lamp = lamp;
    if (switched) this.requestUpdate();
  }

  private _lampShines({ kind }: CheckSituation): boolean {
    return this._lamp.on && kind === 'live' && this._check.view.light === null;
  }

  /** The plate under the face: the name after a grant, and in a word what came of it after a refusal. */
  private _label(situation: CheckSituation): string | null {
    // Not the view of badge and PIN: the person before the camera was not recognised by face.
    const { phase, verdict } = this._check.view;
    if (phase === 'granted') return grantedName(this.session.people, this._view.verdict);
    const refused = situation.kind === 'live' && (phase === 'denied' || phase === 'timedOut');
    return refused && verdict !== null ? refusedPlate(verdict) : null;
  }
}

function setOrDelete(dataset: DOMStringMap, name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(dataset, name);
  else dataset[name] = value;
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-check-page': KioskCheckPage;
  }
}
