/** @file Before all end-to-end tests: sets up, and builds the kiosk that they read, where it is not current. */
import { buildIfStale } from '../../../scripts/lib/site/build.ts';
import { prepareAssets } from '../../../scripts/lib/site/setup.ts';

export default async function buildTools(): Promise<void> {
  await prepareAssets();
  await buildIfStale({ mode: 'tools' });
}
