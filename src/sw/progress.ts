/** @file Counts the stored bytes as they arrive, and tells their number from time to time. */

/** Often enough for a moving bar, and seldom enough to cost nothing. */
const TELL_EVERY_BYTES = 1_000_000;

export class Progress {
  private _storedBytes = 0;
  private _toldBytes = 0;
  private readonly _countedBytes = new Map<string, number>();

  /** @param _tell - Called with all bytes so far. */
  constructor(private readonly _tell: (storedBytes: number) => void) {}

  /** @returns The same response, whose bytes are counted as they are read. */
  count(name: string, response: Response): Response {
    if (!response.body) return response;
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        this._countedBytes.set(name, (this._countedBytes.get(name) ?? 0) + chunk.length);
        this._add(chunk.length);
        controller.enqueue(chunk);
      },
    });
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(counter), { status, statusText, headers });
  }

  /** A file of this length is stored, whether its bytes were counted or it was there before. */
  complete(name: string, bytes: number): void {
    this._add(bytes - (this._countedBytes.get(name) ?? 0));
    this._countedBytes.set(name, bytes);
  }

  private _add(bytes: number): void {
    this._storedBytes += bytes;
    if (this._storedBytes - this._toldBytes < TELL_EVERY_BYTES) return;
    this._toldBytes = this._storedBytes;
    this._tell(this._storedBytes);
  }
}
