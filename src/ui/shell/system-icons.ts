/**
 * @file Gives Web Awesome's components their icons from the bundle. By default they come from a CDN, or from `data:`
 * URLs that the content security policy does not let it fetch. What it fetches it writes as HTML, which Trusted Types
 * forbid. Imported once, before any component.
 */
import { registerIconLibrary } from '@awesome.me/webawesome/dist/components/icon/library.js';
import { render, svg } from 'lit';
import { unsafeSVG } from 'lit/directives/unsafe-svg.js';
import check from 'lucide-static/icons/check.svg?raw';
import chevronDown from 'lucide-static/icons/chevron-down.svg?raw';
import circle from 'lucide-static/icons/circle.svg?raw';
import circleX from 'lucide-static/icons/circle-x.svg?raw';
import eye from 'lucide-static/icons/eye.svg?raw';
import eyeOff from 'lucide-static/icons/eye-off.svg?raw';
import minus from 'lucide-static/icons/minus.svg?raw';
import plus from 'lucide-static/icons/plus.svg?raw';
import x from 'lucide-static/icons/x.svg?raw';

const SYSTEM_ICONS: Readonly<Record<string, string>> = {
  check,
  'chevron-down': chevronDown,
  circle,
  'circle-xmark': circleX,
  eye,
  'eye-slash': eyeOff,
  indeterminate: minus,
  minus,
  plus,
  xmark: x,
};

registerIconLibrary('system', {
  // The component then draws an empty <svg> of its own and fetches nothing.
  spriteSheet: true,
  resolver: (name) => (name in SYSTEM_ICONS ? `#${name}` : ''),
  mutator: (drawn, icon) => {
    drawn.setAttribute('viewBox', '0 0 24 24');
    render(svg`${unsafeSVG(SYSTEM_ICONS[icon?.name ?? ''] ?? '')}`, drawn);
  },
});
registerIconLibrary('default', { resolver: () => '' });
