/**
 * @file The security headers of every response, in development, preview and service alike.
 */

/** Paths whose own response gets `'unsafe-eval'` added to `script-src`; empty while nothing needs it. */
export const UNSAFE_EVAL_PATHS: readonly RegExp[] = [];

const SCRIPT_SOURCES = ["'self'", "'wasm-unsafe-eval'"];

function contentSecurityPolicy(scriptSources: readonly string[], doorOrigins: readonly string[]): string {
  return [
    "default-src 'self'",
    `script-src ${scriptSources.join(' ')}`,
    "worker-src 'self'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html default',
    ["connect-src 'self'", ...doorOrigins].join(' '),
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * The headers of the response for `path`.
 * @param path - The URL's path, from the site's root, starting with a slash.
 * @param doorOrigins - From `parseDoorOrigins`: what the kiosk may reach besides its own origin. None unless the site says so.
 */
export function headersFor(path: string, doorOrigins: readonly string[] = []): Record<string, string> {
  const mayEval = UNSAFE_EVAL_PATHS.some((pattern) => pattern.test(path));
  return {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Content-Security-Policy': contentSecurityPolicy(
      mayEval ? [...SCRIPT_SOURCES, "'unsafe-eval'"] : SCRIPT_SOURCES,
      doorOrigins,
    ),
    'Permissions-Policy': 'camera=(self), serial=(self), microphone=(), geolocation=()',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}
