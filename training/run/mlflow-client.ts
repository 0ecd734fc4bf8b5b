/** @file The few calls of MLflow's REST API 2.0 that tracking a run needs, each with a deadline. */
import * as v from 'valibot';

/** A call takes no longer, so that a dead server cannot hold up the end of a run. */
const DEADLINE_MS = 10_000;

export interface MlflowMetric {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly step: number;
}

export interface MlflowPair {
  readonly key: string;
  readonly value: string;
}

export interface MlflowBatch {
  /** MLflow takes 1000 at once. */
  readonly metrics: readonly MlflowMetric[];
  /** MLflow takes 100 at once. */
  readonly params: readonly MlflowPair[];
  /** MLflow takes 100 at once. */
  readonly tags: readonly MlflowPair[];
}

export interface MlflowClient {
  /** Finds or makes the experiment. @returns Its id. */
  experiment(name: string): Promise<string>;
  /** @returns The run's id. */
  createRun(experimentId: string, name: string, startMs: number): Promise<string>;
  logBatch(runId: string, batch: MlflowBatch): Promise<void>;
  endRun(runId: string, status: 'FINISHED' | 'FAILED', endMs: number): Promise<void>;
}

const experimentSchema = v.object({ experiment: v.object({ experiment_id: v.string() }) });
const createdSchema = v.object({ experiment_id: v.string() });
const runSchema = v.object({ run: v.object({ info: v.object({ run_id: v.string() }) }) });

/**
 * Each call rejects with an Error that names the server's answer.
 *
 * @param url - Of the server, such as `http://localhost:5000`.
 * @throws TypeError when `url` is none.
 */
export function createMlflowClient(url: string): MlflowClient {
  const base = new URL(url).href.replace(/\/$/, '');

  const call = async (path: string, body?: object): Promise<Response> =>
    fetch(`${base}/api/2.0/mlflow/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });

  const expect = async (response: Response): Promise<unknown> => {
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${new URL(response.url).pathname}: ${response.status} ${text.slice(0, 200)}`);
    return JSON.parse(text);
  };
  const post = async (path: string, body: object): Promise<unknown> => expect(await call(path, body));

  return {
    async experiment(name) {
      const found = await call(`experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`);
      if (found.status !== 404) {
        return v.parse(experimentSchema, await expect(found)).experiment.experiment_id;
      }
      await found.text();
      return v.parse(createdSchema, await post('experiments/create', { name })).experiment_id;
    },
    async createRun(experimentId, name, startMs) {
      const body = { experiment_id: experimentId, run_name: name, start_time: startMs };
      return v.parse(runSchema, await post('runs/create', body)).run.info.run_id;
    },
    async logBatch(runId, batch) {
      await post('runs/log-batch', { run_id: runId, ...batch });
    },
    async endRun(runId, status, endMs) {
      await post('runs/update', { run_id: runId, status, end_time: endMs });
    },
  };
}
