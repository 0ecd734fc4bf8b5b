/** @file What axe-core finds against WCAG 2.2 AA on the page as it is shown. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** The rules that take most of the time, and go by the theme and not by the language. */
export const COLOURS = ['color-contrast'];

/**
 * @param without - Rules to leave out.
 * @returns One line for each element at fault.
 */
export async function accessibilityFaults(page: Page, without: string[] = []): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).disableRules(without).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id}: ${target.join(' ')}: ${help}`),
  );
}
