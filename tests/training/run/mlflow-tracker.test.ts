/** @file Tracking with MLflow, against a server on this machine that speaks its REST API. */
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { MlflowBatch } from '../../../training/run/mlflow-client.ts';
import { createMlflowTracker } from '../../../training/run/mlflow-tracker.ts';
import { stepEvent, validationEvent } from './run-events.ts';

interface Call {
  readonly path: string;
  readonly body: Record<string, unknown>;
}

interface MlflowServer {
  readonly url: string;
  readonly calls: Call[];
  /** Answers everything with 503 while true. */
  broken: boolean;
}

/** Knows one experiment, `known`. */
async function serveMlflow(): Promise<MlflowServer> {
  const calls: Call[] = [];
  const state = { url: '', calls, broken: false };
  const server = createServer((request, response) => {
    void readBody(request).then((text) => {
      const url = new URL(request.url ?? '', 'http://localhost');
      const path = url.pathname.replace('/api/2.0/mlflow/', '');
      const body = (text === '' ? Object.fromEntries(url.searchParams) : JSON.parse(text)) as Call['body'];
      calls.push({ path, body });
      const unknown = path.endsWith('get-by-name') && body.experiment_name !== 'known';
      response.statusCode = state.broken ? 503 : unknown ? 404 : 200;
      response.end(JSON.stringify(unknown ? { error_code: 'RESOURCE_DOES_NOT_EXIST' } : ANSWERS[path]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return state;
}

const ANSWERS: Record<string, object> = {
  'experiments/get-by-name': { experiment: { experiment_id: '7', name: 'known' } },
  'experiments/create': { experiment_id: '8' },
  'runs/create': { run: { info: { run_id: 'abc', status: 'RUNNING' } } },
  'runs/log-batch': {},
  'runs/update': { run_info: {} },
};

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string;
  return text;
}

const batches = ({ calls }: MlflowServer): MlflowBatch[] =>
  calls.filter(({ path }) => path === 'runs/log-batch').map(({ body }) => body as unknown as MlflowBatch);

function track(url: string, over: { experiment?: string; everyMs?: number } = {}) {
  const warnings: string[] = [];
  const tracker = createMlflowTracker({
    ...{
      url,
      experiment: 'known',
      runName: 'first',
      config: { optimiser: { name: 'adamw', betas: [0.9, 1] } },
    },
    ...{ warn: (message: string) => void warnings.push(message), ...over },
  });
  return { tracker, warnings };
}

describe('MLflow', () => {
  it('makes a run with its parameters, metrics and end', async () => {
    const server = await serveMlflow();
    const { tracker, warnings } = track(server.url);
    tracker.event(stepEvent(5, { loss: 0.25, gradientNorm: NaN, metrics: { 'd pos(mean)': 2 } }));
    tracker.event(validationEvent(5, { eer: 0.2 }));
    tracker.event({ type: 'stop', atMs: 1, step: 5, message: 'finished' });
    await tracker.close();

    expect(warnings).toEqual([]);
    expect(server.calls.map(({ path }) => path)).toEqual([
      'experiments/get-by-name',
      'runs/create',
      'runs/log-batch',
      'runs/update',
    ]);
    expect(server.calls[1].body).toMatchObject({ experiment_id: '7', run_name: 'first' });
    const [{ metrics, params, tags }] = batches(server);
    expect(params).toEqual([
      { key: 'optimiser.name', value: 'adamw' },
      { key: 'optimiser.betas', value: '[0.9,1]' },
    ]);
    expect(metrics).toContainEqual({ key: 'loss', value: 0.25, timestamp: 5000, step: 5 });
    expect(metrics).toContainEqual({ key: 'eer', value: 0.2, timestamp: 5000, step: 5 });
    expect(metrics).toContainEqual({ key: 'd pos_mean_', value: 2, timestamp: 5000, step: 5 });
    expect(metrics.map(({ key }) => key)).not.toContain('gradient_norm');
    expect(metrics.map(({ key }) => key)).not.toContain('eer_fake');
    expect(tags).toEqual([{ key: 'facegate.stop', value: 'finished' }]);
    expect(server.calls[3].body).toMatchObject({ run_id: 'abc', status: 'FINISHED' });
  });

  it('makes an experiment that is not there, and keeps within the limits of a batch', async () => {
    const server = await serveMlflow();
    const { tracker } = track(server.url, { experiment: 'new one' });
    for (let step = 1; step <= 500; step += 1) tracker.event(stepEvent(step));
    await tracker.close();
    expect(server.calls[1]).toEqual({ path: 'experiments/create', body: { name: 'new one' } });
    const sent = batches(server);
    expect(sent.flatMap(({ metrics }) => metrics)).toHaveLength(500 * 7);
    for (const { metrics, params, tags } of sent) {
      expect(metrics.length + params.length + tags.length).toBeLessThanOrEqual(1000);
    }
    expect(server.calls.at(-1)?.body.status).toBe('FAILED');
  });

  it('warns once of a server that fails, and delivers everything when it is back', async () => {
    const server = await serveMlflow();
    server.broken = true;
    const { tracker, warnings } = track(server.url, { everyMs: 5 });
    tracker.event(stepEvent(1));
    while (server.calls.length < 3) await wait(5);
    server.broken = false;
    tracker.event(stepEvent(2));
    await tracker.close();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/get-by-name: 503.*Training goes on/);
    const steps = batches(server).flatMap(({ metrics }) => metrics.map(({ step }) => step));
    expect(new Set(steps)).toEqual(new Set([1, 2]));
  });

  it('closes quietly without a server', async () => {
    const { tracker, warnings } = track('http://127.0.0.1:9');
    tracker.event(stepEvent(1));
    await tracker.close();
    expect(warnings).toHaveLength(1);
  });
});
