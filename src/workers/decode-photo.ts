/**
 * @file The one decoder of photos, for every command that reads them: the browser's. It turns them upright and brings
 * their colours to sRGB; so points and pixels always belong together.
 */
import { fileKind, whyNoPhoto } from '../core/photos/file-kind.ts';

/** @throws Error that says why the bytes are of no use, and what to do. */
export async function decodePhoto(bytes: Uint8Array<ArrayBuffer>): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(new Blob([bytes]));
  } catch (cause) {
    throw new Error(whyNoPhoto(fileKind(bytes)), { cause });
  }
}
