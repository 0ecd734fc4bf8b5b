/**
 * @file Two tablets of one fleet in the real kiosk, over a real hub: they join by the words on their screens, and
 * whoever enrols at one is let in at the other. What a console does is done here by the fleet's own code.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { findNats } from '../../scripts/lib/hub/find-nats.ts';
import { extensionOf } from '../../scripts/lib/hub/hub-answers.ts';
import { Hub } from '../../scripts/lib/hub/hub.ts';
import {
  askToJoinFleet,
  chooseFromMenu,
  enrolSubject,
  type SeenVerdict,
  setUpKiosk,
  waitForVerdicts,
} from '../../scripts/lib/kiosk/drive-kiosk.ts';
import { TOOLS_DIST_FOLDER } from '../../scripts/lib/paths.ts';
import { serveKiosk } from '../../scripts/lib/site/serve.ts';
import { SiteConsole } from '../../simulator/fleet/site-console.ts';
import { modelFolder } from '../../simulator/model-folder.ts';
import { PASSPHRASE, TestKiosk, type Visit } from '../../simulator/test-kiosk.ts';
import { loopOf, testPeopleEmbedder } from '../../simulator/test-people.ts';
import { unrepeatingClip } from '../../simulator/unrepeating-clip.ts';
import type { KioskSession } from '../../src/kiosk/session.ts';

/** What Chromium writes where nats-server 2.9 ends a link. */
const OLD_SERVER = 'broken close frame containing a reserved status code';
/** A clip that began again would look like injected video, and shut the door. */
const CLIP_S = 300;

/** It is let in while its menu is shut. */
async function joinFleet(page: Page, site: SiteConsole, name: string, mayEnrol: boolean) {
  const words = await askToJoinFleet(page, PASSPHRASE);
  await page.keyboard.press('Escape');
  await page.locator('kiosk-join-fleet').waitFor({ state: 'detached' });
  await site.letIn(name, words, mayEnrol);
  await chooseFromMenu(page, PASSPHRASE, 'Fleet');
  const panel = page.locator('kiosk-fleet-panel');
  await expect(panel).toContainText(name);
  await expect(panel).toContainText('Connected to the hub');
  await expect(panel).toContainText('Everything is sent');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Back to the menu' }).waitFor({ state: 'hidden' });
}

/** Whoever was refused before the fleet told of them asks again. */
async function firstGrant(page: Page): Promise<SeenVerdict> {
  for (let count = 1; ; count += 1) {
    const last = (await waitForVerdicts(page, count)).at(-1);
    if (last?.outcome === 'granted') return last;
    await page.getByRole('button', { name: 'Try again' }).click();
  }
}

/** How many people the kiosk knows. */
function peopleAt(page: Page): Promise<number> {
  return page.evaluate(() => {
    const app = document.querySelector('kiosk-app') as unknown as { readonly session: KioskSession };
    return app.session.people.subjects.size;
  });
}

const binary = findNats();

test('whoever enrols at one door of a fleet is let in at the other, and erased there too', async () => {
  test.skip(binary === null, 'There is no nats-server.');
  const folder = await mkdtemp(join(tmpdir(), 'facegate-hub-'));
  const hub = await Hub.open({ folder, binary: binary!, say: () => undefined });
  const models = await modelFolder('fleet', await testPeopleEmbedder());
  const site = await serveKiosk({ dist: TOOLS_DIST_FOLDER, models, port: 0, more: extensionOf(hub) });
  const camera = await unrepeatingClip(await loopOf('a'), CLIP_S);
  const kiosks = [await TestKiosk.at(site), await TestKiosk.at(site)];
  const visits: Visit[] = [];
  let fleet: SiteConsole | null = null;
  try {
    fleet = await SiteConsole.setUp(hub, site.url);
    const [gate, yard] = await Promise.all(
      kiosks.map(async (kiosk) => {
        const visit = await kiosk.visit({ camera });
        visits.push(visit);
        await setUpKiosk(visit.page, PASSPHRASE, { policy: 'convenience' });
        return visit;
      }),
    );
    await joinFleet(gate.page, fleet, 'Gate', true);
    await joinFleet(yard.page, fleet, 'Yard', false);

    // A door that only checks enrols nobody.
    await yard.page.getByRole('button', { name: 'Operator' }).click();
    await yard.page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await yard.page.getByRole('button', { name: 'Continue' }).click();
    await yard.page.getByRole('button', { name: 'Fleet' }).waitFor();
    await expect(yard.page.getByRole('button', { name: 'Enrol somebody' })).toHaveCount(0);
    await yard.page.keyboard.press('Escape');

    // What the console decides holds at an open screen at once, and nobody changes it there.
    await chooseFromMenu(gate.page, PASSPHRASE, 'Settings');
    const days = gate.page.getByLabel('Days that a person’s record is kept');
    await expect(days).toBeEnabled();
    await fleet.decide({ retentionDays: 30, hours: 'always' });
    await expect(days).toHaveValue('30');
    await expect(days).toBeDisabled();
    await expect(gate.page.getByText('The site’s console decides this.').first()).toBeVisible();
    await gate.page.keyboard.press('Escape');
    await gate.page.getByRole('button', { name: 'Back to the menu' }).waitFor({ state: 'hidden' });

    await enrolSubject(gate.page, { passphrase: PASSPHRASE, name: 'Person A', badge: '1024' });
    expect(await firstGrant(yard.page)).toMatchObject({ outcome: 'granted', subjectName: 'Person A' });

    await chooseFromMenu(gate.page, PASSPHRASE, 'People');
    await gate.page.getByRole('button', { name: 'Open Person A' }).click();
    await gate.page.getByRole('button', { name: 'Delete' }).click();
    await gate.page.getByRole('button', { name: 'Delete for good' }).click();
    await expect.poll(() => peopleAt(yard.page)).toBe(0);
    for (const { foreignRequests, errors } of visits) {
      expect(foreignRequests).toEqual([]);
      expect(errors.filter((error) => !error.includes(OLD_SERVER))).toEqual([]);
    }
  } finally {
    await fleet?.link.close();
    for (const { leave } of visits) await leave();
    for (const kiosk of kiosks) await kiosk.close();
    await site.close();
    await hub.close();
    await rm(folder, { recursive: true });
  }
});
