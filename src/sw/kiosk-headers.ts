/** @file Gives a response each security header that its host did not send, so that any static host will do. */
import { headersFor } from '../core/site/headers.ts';

const POLICY = 'Content-Security-Policy';

/**
 * A host's own header gives way to the kiosk's, since one of another value may open or break what the kiosk relies on.
 * Only its content security policy stays beside the kiosk's: the browser then keeps to both.
 *
 * @param doorOrigins - Those that this kiosk was built with.
 * @returns `response` itself if it has them all: a browser keeps compiled WebAssembly only for a response straight from
 * its cache.
 */
export function withKioskHeaders(response: Response, doorOrigins: readonly string[]): Response {
  if (response.type === 'error') return response;
  const wanted = Object.entries(headersFor(doorOrigins));
  if (wanted.every(([name, value]) => response.headers.get(name) === value)) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of wanted) {
    if (name !== POLICY) headers.set(name, value);
    else if (headers.get(name) !== value) headers.append(name, value);
  }
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
