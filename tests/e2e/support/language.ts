/** @file The language that the kiosk speaks, changed on any screen. */
import type { Page } from '@playwright/test';
import type { Language } from '../../../src/locales/language.ts';
import type {} from '../../../src/ui/elements/language-button.ts';

/** Adds the kiosk's own language button to the screen, since not every screen has it, and chooses `language`. */
export async function speak(page: Page, language: Language): Promise<void> {
  await page.evaluate(async (wanted) => {
    const choice = document.createElement('kiosk-language-button');
    choice.keeps = true;
    document.body.append(choice);
    await choice.updateComplete;
    choice.shadowRoot?.querySelector<HTMLElement>(`button[lang=${wanted}]`)?.click();
    choice.remove();
  }, language);
  await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language);
}
