import { describe, expect, it } from 'vitest';
import { fileKind, isPhotoKind, whyNoPhoto } from '../../../src/core/photos/file-kind.ts';

const kindOf = (text: string) => fileKind(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
/** An ISO base media file: its first brand, a version, then the others. */
const media = (...brands: string[]) => {
  const [first, ...others] = brands;
  const box = `ftyp${first}\0\0\0\0${others.join('')}`;
  return `\0\0\0${String.fromCharCode(box.length + 4)}${box}moov`;
};

describe('fileKind', () => {
  it.each([
    ['\xff\xd8\xff\xe0', 'JPEG'],
    ['\x89PNG\r\n\x1a\n', 'PNG'],
    ['RIFF\x10\0\0\0WEBPVP8 ', 'WebP'],
    ['GIF89a', 'GIF'],
    ['BM\x36\x10\0\0\0\0\0\0\x36', 'BMP'],
    [media('avif', 'mif1', 'miaf'), 'AVIF'],
    [media('mif1', 'avif', 'miaf'), 'AVIF'],
    [media('heic', 'mif1', 'heic'), 'HEIC'],
    [media('mif1', 'heic'), 'HEIC'],
    [media('isom', 'mp41'), 'video'],
    [media('qt  '), 'video'],
    ['RIFF\x10\0\0\0AVI LIST', 'video'],
    ['\x1a\x45\xdf\xa3\x01', 'video'],
    [media('crx ', 'isom'), 'TIFF or raw'],
    ['II*\0\x10\0\0\0CR', 'TIFF or raw'],
    ['FUJIFILMCCD-RAW 0201', 'TIFF or raw'],
    ['PK\x03\x04', 'archive'],
    ['%PDF-1.7', 'PDF'],
    ['', 'empty'],
    ['BMW is no bitmap', 'unknown'],
    ['RIFF', 'unknown'],
    ['a note', 'unknown'],
  ])('tells %j: %s', (bytes, kind) => {
    expect(kindOf(bytes)).toBe(kind);
  });

  it('says of each kind that is no photo what to do', () => {
    expect(isPhotoKind('AVIF')).toBe(true);
    expect(isPhotoKind('HEIC')).toBe(false);
    expect(whyNoPhoto('HEIC')).toMatch(/save it as JPEG or PNG.*heif-convert.*Most Compatible/);
    expect(whyNoPhoto('TIFF or raw')).toContain('save it as JPEG');
    expect(whyNoPhoto('JPEG')).toBe('a JPEG photo that is damaged');
  });
});
