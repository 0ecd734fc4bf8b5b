/** @file A newcomer's hands on a page: counts each press and each field, and how long the page let them wait. */
import type { Locator } from '@playwright/test';

/** One thing that a newcomer does or waits for. */
export interface NewcomerStep {
  readonly what: string;
  /** 1 for a press or a field that is filled, 0 for a look. */
  readonly taps: number;
  /** Milliseconds from the step before until this one could be done: what the page let them wait. */
  readonly waitedMs: number;
}

/** On a slow machine everything takes longer; what takes longer than this does not come. */
const LONGEST_WAIT_MS = 180_000;

export class Hands {
  readonly steps: NewcomerStep[] = [];
  private _sinceMs = performance.now();

  async press(what: string, button: Locator): Promise<void> {
    // The click waits until the button is there, holds still and can be pressed.
    await button.click({ timeout: LONGEST_WAIT_MS });
    this._done(what, 1);
  }

  async fill(what: string, field: Locator, text: string): Promise<void> {
    await field.fill(text, { timeout: LONGEST_WAIT_MS });
    this._done(what, 1);
  }

  /** Waits for something to be seen. */
  async see(what: string, sight: Locator): Promise<void> {
    await sight.waitFor({ timeout: LONGEST_WAIT_MS });
    this._done(what, 0);
  }

  /** What a person presses outside of the page, where no driver does. */
  note(what: string, taps: number): void {
    this._done(what, taps);
  }

  private _done(what: string, taps: number): void {
    const nowMs = performance.now();
    this.steps.push({ what, taps, waitedMs: nowMs - this._sinceMs });
    this._sinceMs = nowMs;
  }
}
