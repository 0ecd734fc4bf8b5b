/** @file A camera file that shows a QR code, as a console sees the screen of a tablet. */
import { writeFile } from 'node:fs/promises';
import encodeQR from 'qr';

const WIDTH = 640;
const HEIGHT = 480;
const MODULE_PX = 8;
const BORDER = 4;
const [DARK, LIGHT, NO_COLOUR] = [16, 235, 128];

/** @param path - Ends with `.y4m`. */
export async function writeCodeClip(path: string, text: string): Promise<void> {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: BORDER });
  const luma = Buffer.alloc(WIDTH * HEIGHT, LIGHT);
  const side = rows.length * MODULE_PX;
  const [left, top] = [(WIDTH - side) >> 1, (HEIGHT - side) >> 1];
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const isDark = rows[Math.floor(y / MODULE_PX)][Math.floor(x / MODULE_PX)];
      if (isDark) luma[(top + y) * WIDTH + left + x] = DARK;
    }
  }
  const chroma = Buffer.alloc(2 * (WIDTH / 2) * (HEIGHT / 2), NO_COLOUR);
  const head = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F5:1 Ip A1:1 C420jpeg\n`;
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, chroma]);
  await writeFile(path, Buffer.concat([Buffer.from(head), frame, frame]));
}
