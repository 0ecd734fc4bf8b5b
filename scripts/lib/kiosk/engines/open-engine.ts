/** @file Opens a browser of any of the other engines at a served kiosk. */
import type { EngineBrowser } from './engine-browser.ts';
import { type Engine, whyNoEngine } from './engines.ts';
import { openFirefox } from './firefox.ts';
import { openWebKit } from './webkit/open-webkit.ts';

/**
 * @param url - Of the kiosk's site.
 * @throws Error where the engine is not installed, saying how to get it.
 */
export async function openEngine(engine: Engine, url: string): Promise<EngineBrowser> {
  const missing = whyNoEngine(engine);
  if (missing !== null) throw new Error(missing);
  return engine === 'firefox' ? openFirefox(url) : openWebKit(url);
}
