/**
 * @file Watches that every model runs that the kiosk should run on. While one is lost, nobody is let in by face until
 * an administrator has accepted that. Remembers the detectors, so that a manifest that names one no more is noticed.
 */
import {
  detectorsKnown,
  includesModel,
  type KnownModel,
  type LostModel,
  lostModels,
  type ModelsInPlace,
} from '../core/manifest/lost-models.ts';
import { pickModels } from '../core/manifest/select.ts';
import type { Observation } from '../core/observation.ts';
import type { ModelsStatus, PipelineReport } from '../workers/bridge.ts';
import type { Site } from './site.ts';

/** The parts of the session that are used. */
export interface WatchedModels {
  readonly pipeline: {
    readonly report: Pick<PipelineReport, 'fakeDetector' | 'attackDetector' | 'failed' | 'models'> | null;
  };
  readonly site: Pick<Site, 'settings' | 'note' | 'changeSettings'>;
}

/** A single frame without a value may come from a worker that is being replaced. */
const SILENT_FRAMES = 10;

export class ModelWatch {
  /** Embedded frames in a row without a value, by the detector's name. */
  private readonly _silent = new Map<string, number>();

  /** @param _changed - Called after a detector fell silent or speaks again. */
  constructor(
    private readonly _kiosk: WatchedModels,
    private readonly _changed: () => void,
  ) {}

  /** Empty before the models run. */
  get lost(): readonly LostModel[] {
    const models = this._inPlace();
    return models === null ? [] : lostModels(models);
  }

  /** Detectors that run and give no values, by name. Ends by itself when they give some again. */
  get silent(): readonly string[] {
    return this._detectors().filter((name) => (this._silent.get(name) ?? 0) >= SILENT_FRAMES);
  }

  /** Nobody may be let in by face. */
  get closed(): boolean {
    return this.lost.some((model) => !this.isAccepted(model)) || this.silent.length > 0;
  }

  /** The administrator has accepted that this very model is lost. */
  isAccepted(model: KnownModel): boolean {
    return includesModel(this._kiosk.site.settings.acceptedLosses, model);
  }

  observe({ face }: Observation): void {
    const report = this._kiosk.pipeline.report;
    if (report === null || !face?.embedding) return;
    const { fakeDetector, attackDetector } = report;
    if (fakeDetector !== null) this._count(fakeDetector.name, face.fakeProbability);
    if (attackDetector !== null) this._count(attackDetector.name, face.liveness.attackProbability);
  }

  /** Call it once the models run and the store is open. A model that is back is not accepted as lost any more. */
  async remember(): Promise<void> {
    const models = this._inPlace();
    if (models === null) return;
    const { site } = this._kiosk;
    const { detectorsSeen, acceptedLosses } = site.settings;
    const known = detectorsKnown(models);
    if (JSON.stringify(known) !== JSON.stringify(detectorsSeen)) {
      await site.note({ detectorsSeen: known }, { kind: 'detectorsChanged', models: known });
    }
    const { lost } = this;
    const still = acceptedLosses.filter((model) => includesModel(lost, model));
    if (still.length < acceptedLosses.length) {
      const back = acceptedLosses.filter((model) => !includesModel(lost, model));
      await site.note({ acceptedLosses: still }, { kind: 'modelsBack', models: back });
    }
  }

  /**
   * The administrator accepts that the models that are lost now are.
   * @throws StorageError `locked`, `notPermitted`.
   */
  async acceptLost(): Promise<void> {
    const models = this.lost.map(({ role, name, sha256 }): KnownModel => ({ role, name, sha256 }));
    const event = { kind: 'lossAccepted', models } as const;
    await this._kiosk.site.changeSettings({ acceptedLosses: models }, { event });
  }

  private _inPlace(): ModelsInPlace | null {
    const { report } = this._kiosk.pipeline;
    return report && modelsInPlace(report.models, report.failed, this._kiosk.site.settings.detectorsSeen);
  }

  private _detectors(): readonly string[] {
    const { report } = this._kiosk.pipeline;
    return [report?.fakeDetector, report?.attackDetector].flatMap((model) => model?.name ?? []);
  }

  private _count(name: string, value: number | null): void {
    const before = this._silent.get(name) ?? 0;
    const now = value === null ? before + 1 : 0;
    this._silent.set(name, now);
    if (now >= SILENT_FRAMES !== before >= SILENT_FRAMES) this._changed();
  }
}

/** @param failed - Empty before the models were tried. */
export function modelsInPlace(
  { manifest, missing }: ModelsStatus,
  failed: readonly LostModel[],
  seen: readonly KnownModel[],
): ModelsInPlace {
  return {
    picked: pickModels(manifest),
    missing: missing.map(({ role, name, sha256 = null, message }) => ({ role, name, sha256, why: message })),
    failed,
    seen,
  };
}
