/** @file What axe-core finds against WCAG 2.2 AA on the page as it is shown. */
import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { awaitStillness } from './stillness.ts';

declare global {
  interface Window {
    /** There once it was asked. */
    readonly axe?: typeof axe;
  }
}

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** The rules that take most of the time, and go by the theme and not by the language. */
export const COLOURS = ['color-contrast'];

/**
 * It runs in the page itself: a page of its own for each look, as axe's own adapter opens one, takes longer than the
 * look.
 * @param without - Rules to leave out.
 * @returns One line for each element at fault.
 */
export async function accessibilityFaults(page: Page, without: string[] = []): Promise<string[]> {
  // Colours on their way from one theme to the other differ too little for a moment.
  await awaitStillness(page);
  if (!(await page.evaluate(() => window.axe !== undefined))) await page.evaluate(axe.source);
  const options: axe.RunOptions = {
    runOnly: { type: 'tag', values: WCAG },
    rules: Object.fromEntries(without.map((rule) => [rule, { enabled: false }])),
    resultTypes: ['violations'],
    // It would wait for the camera's picture to end its loading.
    preload: false,
  };
  return page.evaluate(async (given) => {
    const results = await window.axe?.run(document, given);
    if (results === undefined) throw new Error('axe-core is not there.');
    return results.violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target }) => `${id}: ${target.join(' ')}: ${help}`),
    );
  }, options);
}
