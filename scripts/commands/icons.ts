/**
 * @file `npm run icons`: draws the PNGs that devices want of an installed app from `src/ui/icon.svg`; the PNGs are
 * committed.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import sharp from 'sharp';
import { main } from '../lib/terminal/main.ts';
import { ROOT } from '../lib/paths.ts';

const UI_FOLDER = join(ROOT, 'src', 'ui');
const VIEW_BOX = 64;
const SVG_DPI = 72;
/** A device may cut a maskable icon to a circle of four fifths of its width. */
const SAFE_SHARE = 0.8;

await main(
  new Command('npm run icons --')
    .description('Draw the PNGs that devices want of an installed app anew, from src/ui/icon.svg.')
    .action(drawIcons),
);

async function drawIcons(): Promise<void> {
  const icon = await readFile(join(UI_FOLDER, 'icon.svg'), 'utf8');
  // Devices round the corners themselves.
  const square = icon.replace(/ rx="\d+"/, '');
  const margin = ((1 - SAFE_SHARE) / 2) * VIEW_BOX;
  const maskable = square
    .replace(/(<rect[^>]*>)/, `$1<g transform="translate(${margin} ${margin}) scale(${SAFE_SHARE})">`)
    .replace('</svg>', '</g></svg>');
  await mkdir(join(UI_FOLDER, 'icons'), { recursive: true });
  await draw(icon, 192, 'icon-192');
  await draw(icon, 512, 'icon-512');
  await draw(maskable, 512, 'maskable-512');
  await draw(square, 180, 'apple-touch-180');
}

async function draw(svg: string, sizePx: number, name: string): Promise<void> {
  await sharp(Buffer.from(svg), { density: (SVG_DPI * sizePx) / VIEW_BOX })
    .resize(sizePx, sizePx)
    .png({ palette: true })
    .toFile(join(UI_FOLDER, 'icons', `${name}.png`));
}
