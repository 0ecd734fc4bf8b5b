/** @file A video for the camera is read from this machine's files alone, whatever stands in it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cameraClip } from '../../../scripts/lib/kiosk/camera-clip.ts';
import { ffmpegInput } from '../../../scripts/lib/photos/ffmpeg-input.ts';

const HAS_FFMPEG = spawnSync('ffmpeg', ['-version']).error === undefined;

let folder: string;
let server: Server;
const asked: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'camera-clip-'));
  server = createServer(({ url }, response) => {
    asked.push(url ?? '');
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve);
  });
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

it('names the one protocol that is allowed before the file', () => {
  expect(ffmpegInput('/a/b.mp4')).toEqual(['-protocol_whitelist', 'file', '-i', 'file:/a/b.mp4']);
});

describe.skipIf(!HAS_FFMPEG)('a playlist that names a server', () => {
  const playlist = () => {
    const address = `http://localhost:${String((server.address() as AddressInfo).port)}/part.ts`;
    return `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${address}\n#EXT-X-ENDLIST\n`;
  };

  it.each(['list.m3u8', 'list.mp4'])('is refused as %s, and the server is not asked', async (name) => {
    const file = join(folder, name);
    await writeFile(file, playlist());
    await expect(cameraClip(file)).rejects.toThrow('could not read');
    expect(asked).toEqual([]);
  });
});
