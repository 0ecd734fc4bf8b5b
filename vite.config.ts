/** @file What Vite's own commands use: the kiosk as `npm run build` builds it, without a door's addresses. */
import { kioskConfig } from './scripts/lib/site/kiosk-config.ts';
import { DIST_FOLDER } from './scripts/lib/paths.ts';

export default kioskConfig({ doorOrigins: [], dist: DIST_FOLDER });
