/** @file Tablets in Chromium at the pages of a real hub, which live as long as a measurement. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireNats } from '../../scripts/lib/hub/find-nats.ts';
import { extensionOf } from '../../scripts/lib/hub/hub-answers.ts';
import { Hub } from '../../scripts/lib/hub/hub.ts';
import { buildIfStale } from '../../scripts/lib/site/build.ts';
import { serveKiosk } from '../../scripts/lib/site/serve.ts';
import { prepareAssets } from '../../scripts/lib/site/setup.ts';
import { SiteConsole } from '../../simulator/fleet/site-console.ts';
import { TestKiosk, type Visit, type VisitOptions } from '../../simulator/test-kiosk.ts';

export interface TestTablets {
  readonly hub: Hub;
  readonly console: SiteConsole;
  /** A browser profile of its own. */
  readonly tablet: () => Promise<Tablet>;
}

export interface Tablet {
  /** Starts its browser anew. The one before is left by the caller. */
  visit(options?: VisitOptions): Promise<Visit>;
}

/** @param models - A folder that stands in for the build's. */
export async function withTablets<Result>(
  work: (tablets: TestTablets) => Promise<Result>,
  models?: string,
): Promise<Result> {
  await prepareAssets();
  const dist = await buildIfStale({ mode: 'tools' });
  const folder = await mkdtemp(join(tmpdir(), 'facegate-hub-'));
  const binary = requireNats((sentence) => console.error(sentence));
  const hub = await Hub.open({ folder, binary, say: () => undefined });
  const site = await serveKiosk({ dist, models, port: 0, more: extensionOf(hub) });
  const kiosks: TestKiosk[] = [];
  const visits: Visit[] = [];
  let fleet: SiteConsole | null = null;
  try {
    fleet = await SiteConsole.setUp(hub, site.url);
    const tablet = async (): Promise<Tablet> => {
      const kiosk = await TestKiosk.at(site);
      kiosks.push(kiosk);
      return {
        visit: async (options) => {
          const visit = await kiosk.visit(options);
          visits.push(visit);
          return visit;
        },
      };
    };
    return await work({ hub, console: fleet, tablet });
  } finally {
    for (const { leave } of visits) await leave();
    await fleet?.link.close();
    await Promise.all([site.close(), hub.close()]);
    for (const kiosk of kiosks) await kiosk.close();
    await rm(folder, { recursive: true, force: true });
  }
}
