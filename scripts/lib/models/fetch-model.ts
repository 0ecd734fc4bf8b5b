/**
 * @file Downloads one model at set-up. The running kiosk never does: it fetches from its own origin only.
 */

/** A silence this long counts as out of reach. */
const SILENCE_MS = 10_000;

/**
 * @param bytes - The length that the manifest states; a longer answer is cut off as wrong.
 * @throws when the address is out of reach, refuses, or answers more than `bytes`; the message is plain.
 */
export async function fetchModel(url: string, bytes: number): Promise<Uint8Array> {
  const controller = new AbortController();
  const silence = setTimeout(() => {
    controller.abort();
  }, SILENCE_MS);
  try {
    const response = await fetch(url, { signal: controller.signal });
    if (!response.ok || !response.body) {
      throw new Error(`${new URL(url).host} answered ${String(response.status)}`);
    }
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      silence.refresh();
      length += chunk.length;
      if (length > bytes)
        throw new Error(`${new URL(url).host} sent more than the stated ${String(bytes)} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (controller.signal.aborted) throw new Error(`${new URL(url).host} did not answer`, { cause: error });
    if (error instanceof TypeError) {
      throw new Error(`${new URL(url).host} is out of reach from here`, { cause: error });
    }
    throw error;
  } finally {
    clearTimeout(silence);
    controller.abort();
  }
}
