/** @file Numbers in the byte order that files have. */

const HOST_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** @returns The elements' bytes in little-endian order: a view where the host's order is that, else a copy. */
export function littleEndian(data: ArrayBufferView & { readonly BYTES_PER_ELEMENT: number }): Uint8Array {
  const view = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (HOST_IS_LITTLE_ENDIAN) return view;
  const size = data.BYTES_PER_ELEMENT;
  const swapped = new Uint8Array(view.length);
  for (let at = 0; at < view.length; at += size) swapped.set(view.slice(at, at + size).reverse(), at);
  return swapped;
}
