/**
 * @file Sends a run's events to an MLflow server in the background. A server that is away, slow or broken costs one
 * warning and the events that no longer fit into the queue, never the run.
 */
import type { RunEvent } from './events.ts';
import { flatten } from './flatten.ts';
import { createMlflowClient } from './mlflow-client.ts';
import type { MlflowMetric, MlflowPair } from './mlflow-client.ts';
import { newsOf } from './mlflow-metrics.ts';
import type { Tracker } from './tracker.ts';

export interface MlflowOptions {
  /** Of the server, such as `http://localhost:5000`. */
  readonly url: string;
  readonly experiment: string;
  readonly runName: string;
  /** Plain data; becomes the run's parameters. */
  readonly config: unknown;
  /** Called at most once. */
  readonly warn: (message: string) => void;
  /** Between two deliveries; 5 s when absent. */
  readonly everyMs?: number;
}

const METRICS_AT_ONCE = 1000;
const PAIRS_AT_ONCE = 100;
/** A day of training at ten metrics per ten seconds fits; more would only be held for a server that stays away. */
const LONGEST_QUEUE = 100_000;
/** MLflow's limits on the length of a parameter. */
const LONGEST_KEY = 250;
const LONGEST_PARAMETER = 500;

/** @throws TypeError when `url` is none. */
export function createMlflowTracker(options: MlflowOptions): Tracker {
  const client = createMlflowClient(options.url);
  const metrics: MlflowMetric[] = [];
  const tags: MlflowPair[] = [];
  const params: MlflowPair[] = [...flatten(options.config)].map(([key, value]) => ({
    key: key.slice(0, LONGEST_KEY),
    value: value.slice(0, LONGEST_PARAMETER),
  }));
  const startMs = Date.now();
  let runId: string | null = null;
  let stopped = false;
  let warned = false;
  let delivery: Promise<void> | null = null;

  const deliver = async (): Promise<void> => {
    try {
      runId ??= await client.createRun(await client.experiment(options.experiment), options.runName, startMs);
      while (metrics.length + params.length + tags.length > 0) {
        const batch = {
          metrics: metrics.slice(0, METRICS_AT_ONCE - 2 * PAIRS_AT_ONCE),
          params: params.slice(0, PAIRS_AT_ONCE),
          tags: tags.slice(0, PAIRS_AT_ONCE),
        };
        await client.logBatch(runId, batch);
        metrics.splice(0, batch.metrics.length);
        params.splice(0, batch.params.length);
        tags.splice(0, batch.tags.length);
      }
    } catch (error) {
      // What was not taken stays queued, for the next delivery.
      warnOnce(error);
    }
  };
  const warnOnce = (error: unknown): void => {
    if (warned) return;
    warned = true;
    options.warn(
      `MLflow at ${options.url} does not take the run: ${reasonOf(error)}. ` +
        'Training goes on; its own log has everything.',
    );
  };
  const timer = setInterval(() => {
    // A slow server is not asked twice at once.
    delivery ??= deliver().finally(() => (delivery = null));
  }, options.everyMs ?? 5000);
  // Nobody stays alive only to report.
  timer.unref();

  return {
    event(event: RunEvent) {
      const news = newsOf(event);
      stopped = event.type === 'stop';
      if (metrics.length < LONGEST_QUEUE) metrics.push(...news.metrics);
      if (tags.length < LONGEST_QUEUE) tags.push(...news.tags);
    },
    async close() {
      clearInterval(timer);
      await delivery;
      await deliver();
      if (runId === null) return;
      try {
        await client.endRun(runId, stopped ? 'FINISHED' : 'FAILED', Date.now());
      } catch (error) {
        warnOnce(error);
      }
    },
  };
}

/** `fetch` hides the reason in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}
