/**
 * @file `<kiosk-icon name="…">`: the kiosk's icons, bundled as text so that nothing is fetched to show one.
 *
 * Only icons that some screen uses are listed; a new one is one import and one line. Those that Lucide lacks lie in
 * `icons/`.
 */
import { LitElement, css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { unsafeSVG } from 'lit/directives/unsafe-svg.js';
import activity from 'lucide-static/icons/activity.svg?raw';
import arrowDown from 'lucide-static/icons/arrow-down.svg?raw';
import arrowLeft from 'lucide-static/icons/arrow-left.svg?raw';
import arrowRight from 'lucide-static/icons/arrow-right.svg?raw';
import arrowUp from 'lucide-static/icons/arrow-up.svg?raw';
import calendar from 'lucide-static/icons/calendar.svg?raw';
import camera from 'lucide-static/icons/camera.svg?raw';
import cameraOff from 'lucide-static/icons/camera-off.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import circleAlert from 'lucide-static/icons/circle-alert.svg?raw';
import circleCheck from 'lucide-static/icons/circle-check.svg?raw';
import circleHelp from 'lucide-static/icons/circle-help.svg?raw';
import circleX from 'lucide-static/icons/circle-x.svg?raw';
import cpu from 'lucide-static/icons/cpu.svg?raw';
import database from 'lucide-static/icons/database.svg?raw';
import deleteLeft from 'lucide-static/icons/delete.svg?raw';
import doorOpen from 'lucide-static/icons/door-open.svg?raw';
import download from 'lucide-static/icons/download.svg?raw';
import eye from 'lucide-static/icons/eye.svg?raw';
import film from 'lucide-static/icons/film.svg?raw';
import hourglass from 'lucide-static/icons/hourglass.svg?raw';
import idCard from 'lucide-static/icons/id-card.svg?raw';
import info from 'lucide-static/icons/info.svg?raw';
import keyRound from 'lucide-static/icons/key-round.svg?raw';
import list from 'lucide-static/icons/list.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import maximize from 'lucide-static/icons/maximize.svg?raw';
import minimize from 'lucide-static/icons/minimize.svg?raw';
import network from 'lucide-static/icons/network.svg?raw';
import pause from 'lucide-static/icons/pause.svg?raw';
import plug from 'lucide-static/icons/plug.svg?raw';
import printer from 'lucide-static/icons/printer.svg?raw';
import refresh from 'lucide-static/icons/refresh-cw.svg?raw';
import scanFace from 'lucide-static/icons/scan-face.svg?raw';
import search from 'lucide-static/icons/search.svg?raw';
import settings from 'lucide-static/icons/settings.svg?raw';
import shieldAlert from 'lucide-static/icons/shield-alert.svg?raw';
import shieldCheck from 'lucide-static/icons/shield-check.svg?raw';
import sun from 'lucide-static/icons/sun.svg?raw';
import timer from 'lucide-static/icons/timer.svg?raw';
import trash from 'lucide-static/icons/trash-2.svg?raw';
import triangleAlert from 'lucide-static/icons/triangle-alert.svg?raw';
import upload from 'lucide-static/icons/upload.svg?raw';
import userPlus from 'lucide-static/icons/user-plus.svg?raw';
import userX from 'lucide-static/icons/user-x.svg?raw';
import users from 'lucide-static/icons/users.svg?raw';
import video from 'lucide-static/icons/video.svg?raw';
import x from 'lucide-static/icons/x.svg?raw';
import mouthOpen from './icons/mouth-open.svg?raw';
import stepBack from './icons/step-back.svg?raw';
import stepCloser from './icons/step-closer.svg?raw';

const ICONS = {
  activity,
  'arrow-down': arrowDown,
  'arrow-left': arrowLeft,
  'arrow-right': arrowRight,
  'arrow-up': arrowUp,
  back: arrowLeft,
  calendar,
  camera,
  'camera-off': cameraOff,
  check,
  'circle-alert': circleAlert,
  'circle-check': circleCheck,
  'circle-help': circleHelp,
  'circle-x': circleX,
  cpu,
  database,
  'delete-left': deleteLeft,
  'door-open': doorOpen,
  download,
  eye,
  film,
  hourglass,
  'id-card': idCard,
  info,
  'key-round': keyRound,
  list,
  lock,
  maximize,
  minimize,
  network,
  next: arrowRight,
  'mouth-open': mouthOpen,
  pause,
  plug,
  printer,
  refresh,
  'scan-face': scanFace,
  search,
  settings,
  'shield-alert': shieldAlert,
  'shield-check': shieldCheck,
  'step-back': stepBack,
  'step-closer': stepCloser,
  sun,
  timer,
  trash,
  'triangle-alert': triangleAlert,
  upload,
  'user-plus': userPlus,
  'user-x': userX,
  users,
  video,
  x,
} as const;

export type IconName = keyof typeof ICONS;

/** They point along the text, so they turn with it. Arrows for the face do not: left is left before the camera. */
const ALONG_THE_TEXT: ReadonlySet<IconName> = new Set(['back', 'next', 'list']);

/** Decorative unless `label` is set. As large as the text around it (`font-size`). */
@customElement('kiosk-icon')
export class KioskIcon extends LitElement {
  static override styles = css`
    :host {
      display: inline-grid;
      width: 1.4em;
      height: 1.4em;
      vertical-align: -0.3em;
    }
    svg {
      width: 100%;
      height: 100%;
    }
    :host([data-along]:dir(rtl)) svg {
      transform: scaleX(-1);
    }
  `;

  @property() name: IconName = 'info';
  /** Accessible name; empty hides the icon from assistive technology. */
  @property() label = '';

  override willUpdate(): void {
    this.toggleAttribute('data-along', ALONG_THE_TEXT.has(this.name));
    if (this.label) {
      this.setAttribute('role', 'img');
      this.setAttribute('aria-label', this.label);
      this.removeAttribute('aria-hidden');
    } else {
      this.removeAttribute('role');
      this.removeAttribute('aria-label');
      this.setAttribute('aria-hidden', 'true');
    }
  }

  override render() {
    return html`${unsafeSVG(ICONS[this.name])}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-icon': KioskIcon;
  }
}
