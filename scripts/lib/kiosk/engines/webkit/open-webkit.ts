/**
 * @file WebKitGTK at a kiosk. Its sessions forget everything when they end, so one lasts from the first visit to the
 * last, and a visit only loads the page anew.
 */
import type { EngineBrowser } from '../engine-browser.ts';
import { NO_SCRIPTS, together } from '../page-scripts.ts';
import { serveScripted } from './scripted-site.ts';
import { WebDriver, type WebDriverOptions } from './webdriver.ts';
import { WebKitPage } from './webkit-page.ts';

/** @param url - Of the kiosk's site. */
export async function openWebKit(
  url: string,
  options: WebDriverOptions = { able: true },
): Promise<EngineBrowser> {
  const site = await serveScripted(url);
  const driver = await WebDriver.start(options).catch(async (error: unknown) => {
    await site.close();
    throw error;
  });
  return {
    name: `WebKitGTK ${driver.version}`,
    visit(scripts) {
      const page = new WebKitPage(driver);
      return Promise.resolve({
        page: page.asPage(),
        async open(path = '') {
          site.setScripts(together(scripts, { scripts: page.scripts, files: {} }));
          await page.goto(new URL(path, site.url).href);
        },
        async leave() {
          await page.goto('about:blank');
          site.setScripts(NO_SCRIPTS);
        },
      });
    },
    async close() {
      await driver.close();
      await site.close();
    },
  };
}
