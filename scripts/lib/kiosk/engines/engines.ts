/** @file The browser engines that the kiosk is tried in besides Chromium, and whether this machine has them. */
import { existsSync } from 'node:fs';

export const ENGINES = ['firefox', 'webkit'] as const;
export type Engine = (typeof ENGINES)[number];

/** Where Debian has them. */
export const PROGRAMS = {
  firefox: '/usr/bin/firefox-esr',
  webkitDriver: '/usr/bin/WebKitWebDriver',
  webkit: `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/webkit2gtk-4.1/MiniBrowser`,
  display: '/usr/bin/xvfb-run',
  bus: '/usr/bin/dbus-run-session',
} as const;

const NEEDED: Readonly<Record<Engine, readonly string[]>> = {
  firefox: [PROGRAMS.firefox, PROGRAMS.display],
  webkit: [PROGRAMS.webkitDriver, PROGRAMS.webkit, PROGRAMS.display, PROGRAMS.bus],
};

const PACKAGES: Readonly<Record<Engine, string>> = {
  firefox: 'firefox-esr xvfb xauth',
  webkit:
    'webkit2gtk-driver xvfb xauth dbus gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-libav',
};

/** @returns What is not there and how to get it; null where the engine is installed. */
export function whyNoEngine(engine: Engine): string | null {
  const missing = NEEDED[engine].filter((path) => !existsSync(path));
  return missing.length === 0
    ? null
    : `${engine} is not installed (no ${missing.join(', ')}). On Debian: apt-get install ${PACKAGES[engine]}`;
}
