/** @file A whole hub with its pages on a port of this machine, for tests and measurements in a browser. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveKiosk } from '../site/serve.ts';
import { findNats } from './find-nats.ts';
import { extensionOf } from './hub-answers.ts';
import { Hub } from './hub.ts';

export interface TestSiteOptions {
  /** The build, and a folder that stands in for its models. */
  readonly dist: string;
  readonly models?: string;
  /** PEM; without it the site is plain HTTP. */
  readonly https?: { readonly key: string; readonly cert: string };
  /** The hub's, of an earlier one, which is then left where it is; otherwise a new one that `stop` removes. */
  readonly folder?: string;
  /** 0, which is the default, lets the system choose one. */
  readonly port?: number;
  /** Where the hub posts the doors' heads to. */
  readonly publishHeads?: string;
}

export interface TestSite {
  /** On localhost, ending in a slash. */
  readonly url: string;
  /** The console sets the site up with it. */
  readonly setUpCode: string;
  readonly hub: Hub;
  /** What the hub would have said in its terminal. */
  readonly said: readonly string[];
  stop(): Promise<void>;
}

/** @throws Error where there is no nats-server: ask `findNats` before. Any version will do. */
export async function startTestSite({
  folder: given,
  publishHeads,
  ...site
}: TestSiteOptions): Promise<TestSite> {
  const binary = findNats();
  if (binary === null) throw new Error('There is no nats-server for this test.');
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'facegate-hub-')));
  const said: string[] = [];
  const hub = await Hub.open({
    ...{ folder, binary, publishHeads },
    say: (sentence) => void said.push(sentence),
  });
  const pages = await serveKiosk({ port: 0, ...site, more: extensionOf(hub) });
  return {
    url: pages.url,
    setUpCode: hub.setUpCode.text,
    hub,
    said,
    stop: async () => {
      await Promise.all([pages.close(), hub.close()]);
      if (given === undefined) await rm(folder, { recursive: true });
    },
  };
}
