/**
 * @file Records what a page shows, as JPEGs with their times. It asks the browser, so that what is recorded is what was
 * drawn, overlay and all.
 */
import type { CDPSession, Page } from '@playwright/test';

export interface RecordedFrame {
  readonly jpeg: Buffer;
  /** From the first frame of the recording; the pauses between its parts are left out. */
  readonly atMs: number;
}

/** About 15 frames a second: enough to follow a face, and little work taken from the kiosk. */
const EVERY_NTH_FRAME = 4;
const JPEG_QUALITY = 85;
const MAX_SIZE_PX = 800;
/** Between the last frame of one part and the first of the next. */
const CUT_MS = 200;

export class Screencast {
  private readonly _parts: { jpeg: Buffer; atMs: number }[][] = [];

  private constructor(private readonly _session: CDPSession) {
    _session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
      const atMs = (metadata.timestamp ?? 0) * 1_000;
      this._parts.at(-1)?.push({ jpeg: Buffer.from(data, 'base64'), atMs });
      // A page that is closing no longer takes the receipt, and needs none.
      _session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
    });
  }

  static async open(page: Page): Promise<Screencast> {
    return new Screencast(await page.context().newCDPSession(page));
  }

  /** Begins a new part. */
  async begin(): Promise<void> {
    this._parts.push([]);
    await this._session.send('Page.startScreencast', {
      format: 'jpeg',
      quality: JPEG_QUALITY,
      maxWidth: MAX_SIZE_PX,
      maxHeight: MAX_SIZE_PX,
      everyNthFrame: EVERY_NTH_FRAME,
    });
  }

  async end(): Promise<void> {
    await this._session.send('Page.stopScreencast');
  }

  /** All parts, one after the other. */
  get frames(): RecordedFrame[] {
    const frames: RecordedFrame[] = [];
    for (const part of this._parts) {
      const startMs = frames.length > 0 ? frames[frames.length - 1].atMs + CUT_MS : 0;
      frames.push(...part.map(({ jpeg, atMs }) => ({ jpeg, atMs: startMs + atMs - part[0].atMs })));
    }
    return frames;
  }
}
