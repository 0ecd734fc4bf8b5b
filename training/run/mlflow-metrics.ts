/** @file What MLflow is told of an event. */
import type { RunEvent } from './events.ts';
import type { MlflowMetric, MlflowPair } from './mlflow-client.ts';

export interface MlflowNews {
  readonly metrics: readonly MlflowMetric[];
  readonly tags: readonly MlflowPair[];
}

/** MLflow refuses longer values. */
const LONGEST_TAG = 5000;

export function newsOf(event: RunEvent): MlflowNews {
  switch (event.type) {
    case 'step': {
      const { loss, gradientNorm, learningRate, imagesPerSecond, starved, metrics, epoch } = event;
      return metricsOf(event, {
        ...{ loss, epoch, gradient_norm: gradientNorm, learning_rate: learningRate },
        ...{ images_per_second: imagesPerSecond, starved, ...metrics },
      });
    }
    case 'validation': {
      const { accuracy, eer, eerReal, eerFake } = event;
      return metricsOf(event, { accuracy, eer, eer_real: eerReal, eer_fake: eerFake });
    }
    case 'checkpoint':
      return { metrics: [], tags: [{ key: 'facegate.checkpoint', value: event.path }] };
    default:
      return {
        metrics: [],
        tags: [{ key: `facegate.${event.type}`, value: event.message.slice(0, LONGEST_TAG) }],
      };
  }
}

/** Figures that are not finite are left out: JSON has no word for them. */
function metricsOf({ step, atMs }: RunEvent, values: Readonly<Record<string, number | null>>): MlflowNews {
  const metrics = Object.entries(values).flatMap(([key, value]) =>
    value === null || !Number.isFinite(value)
      ? []
      : [{ key: key.replace(/[^\w\-. /]/g, '_'), value, timestamp: Math.round(atMs), step }],
  );
  return { metrics, tags: [] };
}
