/** @file One browser of any engine at one kiosk, as a tablet at a door: what the kiosk stores stays between visits. */
import type { Page } from '@playwright/test';
import type { PageScripts } from './page-scripts.ts';

export interface EngineVisit {
  /** Blank until `open`. */
  readonly page: Page;
  /** @param path - Of the kiosk's site; the door unless given. */
  open(path?: string): Promise<void>;
  leave(): Promise<void>;
}

export interface EngineBrowser {
  /** With its version, once there was a visit. */
  readonly name: string;
  /** One at a time. */
  visit(scripts: PageScripts): Promise<EngineVisit>;
  close(): Promise<void>;
}
