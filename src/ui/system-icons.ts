/**
 * @file Gives Web Awesome's own icons from this origin: its default is a CDN, and its built-in ones are `data:`
 * URLs, which the content security policy does not let it fetch. Imported once, before any component.
 */
import { registerIconLibrary } from '@awesome.me/webawesome/dist/components/icon/library.js';
import check from 'lucide-static/icons/check.svg?url&no-inline';
import chevronDown from 'lucide-static/icons/chevron-down.svg?url&no-inline';
import circle from 'lucide-static/icons/circle.svg?url&no-inline';
import circleX from 'lucide-static/icons/circle-x.svg?url&no-inline';
import eye from 'lucide-static/icons/eye.svg?url&no-inline';
import eyeOff from 'lucide-static/icons/eye-off.svg?url&no-inline';
import minus from 'lucide-static/icons/minus.svg?url&no-inline';
import plus from 'lucide-static/icons/plus.svg?url&no-inline';
import x from 'lucide-static/icons/x.svg?url&no-inline';

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
  resolver: (name) => (SYSTEM_ICONS[name] ? new URL(SYSTEM_ICONS[name], location.href).href : ''),
});
registerIconLibrary('default', { resolver: () => '' });
