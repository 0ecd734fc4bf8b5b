/** @file Gives a response the kiosk's security headers if its host sent none, so that any static host will do. */
import { headersFor } from '../core/site/headers.ts';

/** Any host that sends this one sends them all. */
const TELLTALE = 'Cross-Origin-Embedder-Policy';

/**
 * @param doorOrigins - Those that this kiosk was built with.
 * @returns `response` itself if it has them: a browser keeps compiled WebAssembly only for a response straight from its
 * cache.
 */
export function withKioskHeaders(response: Response, doorOrigins: readonly string[]): Response {
  if (response.type === 'error' || response.headers.has(TELLTALE)) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(headersFor(doorOrigins))) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
