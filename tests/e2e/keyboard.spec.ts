/**
 * @file From the first start to the pad with a keyboard alone, in Russian, on a screen that is 320 px wide: that is a
 * tablet at 400 %. No page is wider than the screen. The screenshots are for people to look at.
 */
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { testPeopleEmbedder, clipOf } from '../../simulator/test-people.ts';
import { PASSPHRASE, TestKiosk } from '../../simulator/test-kiosk.ts';
import { modelFolder } from '../../simulator/model-folder.ts';
import { awaitStillness } from './support/stillness.ts';
import { layoutFaults } from './support/touch-targets.ts';

/** WCAG 2.2, 1.4.10. */
const REFLOW = { width: 320, height: 640 };
const START_TIMEOUT_MS = 180_000;
const MOST_TABS = 60;

async function look(page: Page, name: string): Promise<void> {
  await awaitStillness(page);
  const label = `${String(REFLOW.width)}-ru-${name}`;
  expect.soft(await layoutFaults(page), label).toEqual([]);
  await page.screenshot({ path: join(test.info().project.outputDir, 'screens', `${label}.png`) });
}

/** The accessible name of the focused element, also of one in a shadow tree. */
function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    if (!focused) return '';
    const root = focused.getRootNode();
    const host = root instanceof ShadowRoot ? root.host : null;
    const names = [
      focused.getAttribute('aria-label'),
      focused.closest('label')?.textContent,
      focused.textContent,
      host?.getAttribute('label'),
      (host as { label?: string } | null)?.label,
      host?.textContent,
    ];
    return names.map((name) => name?.trim() ?? '').find((name) => name !== '') ?? '';
  });
}

/** Goes on with the Tab key until `name` has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  const met: string[] = [];
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    const focused = await focusedName(page);
    if (focused.startsWith(name)) return;
    met.push(focused);
    await page.keyboard.press('Tab');
  }
  throw new Error(`The Tab key never came to “${name}”, but to: ${met.join(' · ')}`);
}

async function press(page: Page, name: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

async function typeInto(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, label);
  await page.keyboard.type(text);
}

async function openMenu(page: Page): Promise<void> {
  await press(page, 'Оператор');
  await typeInto(page, 'Парольная фраза', PASSPHRASE);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Новый человек' }).waitFor();
}

test('a keyboard alone leads everywhere, in Russian', async () => {
  const kiosk = await TestKiosk.open(await modelFolder('keyboard', await testPeopleEmbedder()));
  try {
    const { page, leave, errors } = await kiosk.visit({
      // Whoever does not turn is asked about the views that are missing.
      camera: await clipOf('a', 'calm'),
    });
    await page.setViewportSize(REFLOW);
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await page.getByRole('button', { name: 'Set up this kiosk' }).waitFor({ timeout: START_TIMEOUT_MS });
    await press(page, 'Русский');
    await page.getByRole('button', { name: 'Настроить этот киоск' }).waitFor();
    await look(page, 'welcome');
    await press(page, 'Настроить этот киоск');
    await typeInto(page, 'Парольная фраза', PASSPHRASE);
    await typeInto(page, 'Ещё раз то же самое', PASSPHRASE);
    await look(page, 'passphrase');
    await press(page, 'Продолжить');
    await page.getByText('Код записан').waitFor();
    await tabTo(page, 'Код записан');
    await page.keyboard.press('Space');
    await look(page, 'code');
    await press(page, 'Продолжить');
    await page.getByText('Проверьте камеру').waitFor();
    await press(page, 'Продолжить');
    await page.getByRole('button', { name: 'Зарегистрировать сейчас' }).waitFor();
    await look(page, 'first-person');
    await press(page, 'Позже');
    await page.getByText('Что открывает дверь?').waitFor();
    await press(page, 'Позже');
    await page.getByRole('button', { name: 'Перейти к двери' }).waitFor();
    await look(page, 'left-to-do');
    await press(page, 'Перейти к двери');
    await page.locator('kiosk-check-page[data-phase=empty]').waitFor({ timeout: START_TIMEOUT_MS });
    await look(page, 'empty');

    await openMenu(page);
    await look(page, 'menu');
    await press(page, 'Состояние');
    await page.getByText('кадров в секунду').waitFor();
    await look(page, 'health');
    await press(page, 'Назад в меню');
    await press(page, 'Записи');
    await look(page, 'records');
    await press(page, 'Назад в меню');
    await press(page, 'Настройки');
    await page.getByText('Язык киоска').waitFor();
    await look(page, 'settings');
    await page.keyboard.press('Escape');
    await page.getByText('Язык киоска').waitFor({ state: 'hidden' });

    await openMenu(page);
    await press(page, 'Новый человек');
    await page.getByRole('button', { name: 'Да, согласен' }).waitFor();
    await look(page, 'consent');
    await press(page, 'Да, согласен');
    await typeInto(page, 'Имя', 'Person A');
    await look(page, 'details');
    await press(page, 'Дальше, к камере');
    await page.locator('kiosk-enrol-page[data-step=views]').waitFor({ timeout: START_TIMEOUT_MS });
    await look(page, 'views');
    await press(page, 'Зарегистрировать без них');
    const enrolment = page.locator('kiosk-enrol-page[data-step=done]');
    await enrolment.waitFor({ timeout: START_TIMEOUT_MS });
    await look(page, 'done');
    await press(page, 'Назад к двери');
    await page.locator('kiosk-check-page').waitFor();
    await look(page, 'door');
    await leave();
    expect(errors).toEqual([]);
  } finally {
    await kiosk.close();
  }
});
