/** @file What the console says of photos that are not used. */
import { msg, str } from '@lit/localize';
import { NAME_MAX } from '../../core/enrolment/details.ts';
import type { Unchosen } from '../../core/photos/choose-people.ts';
import type { NoFace } from '../../core/photos/photo-face.ts';
import type { HintCode } from '../../core/quality/types.ts';
import type { UnusedFile } from './chosen-files.ts';
import type { PhotoFault } from './examine-photos.ts';

export function unusedText(why: UnusedFile['why']): string {
  switch (why) {
    case 'tooDeep':
      return msg('It lies in a folder within a person’s folder.');
    case 'nameMissing':
      return msg('Its name, or that of its folder, is nobody’s name.');
    case 'nameTooLong':
      return msg(str`Its name, or that of its folder, has more than ${NAME_MAX} characters.`);
  }
}

export function photoFaultText(why: PhotoFault): string {
  if (typeof why === 'object') return why.map((hint) => HINTS[hint]()).join(' ');
  return OTHERS[why]();
}

const OTHERS: Readonly<Record<NoFace | 'noPhoto' | 'damaged', () => string>> = {
  noFace: () => msg('No face was found. Use a photo with the whole face.'),
  severalFaces: () => msg('It shows several faces. Cut it down to the one that is meant.'),
  notEmbedded: () => msg('The face could not be read. Use another photo.'),
  noPhoto: () => msg('It is no photo that browsers read. Save it as JPEG or PNG.'),
  damaged: () => msg('The photo is damaged, or could not be examined.'),
};

/** The kiosk's own hints speak to a person who can still move. */
const HINTS: Readonly<Record<HintCode, () => string>> = {
  stepIntoView: OTHERS.noFace,
  onePersonOnly: OTHERS.severalFaces,
  moveCloser: () => msg('The face is too small. Use a larger photo.'),
  moveBack: () => msg('The face is too large. Use a photo with more around it.'),
  moveToCentre: () => msg('The face is at the edge.'),
  turnToCamera: () => msg('The face is turned to the side.'),
  raiseChin: () => msg('The head is lowered.'),
  lowerChin: () => msg('The chin is raised.'),
  straightenHead: () => msg('The head is tilted.'),
  tooDark: () => msg('It is too dark.'),
  tooBright: () => msg('It is too bright.'),
  unevenLight: () => msg('The light on the face is uneven.'),
  holdStill: () => msg('It is blurred.'),
  openEyes: () => msg('The eyes are shut.'),
};

export function unchosenText(why: Unchosen): string {
  const { name } = why;
  switch (why.kind) {
    case 'unlikeOthers':
      return msg(str`It does not look like the other photos of ${name}.`);
    case 'severalPeople':
      return msg(str`The photos of ${name} do not look like one person. Keep those that show ${name}.`);
    case 'known': {
      const others = why.as.join(', ');
      return msg(str`${name} has the face of somebody who is enrolled already: ${others}.`);
    }
  }
}
