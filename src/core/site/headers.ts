/**
 * @file The security headers of every response, in development, preview and service alike.
 */

function contentSecurityPolicy(doorOrigins: readonly string[]): string {
  return [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
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
 * The same headers for every path.
 * @param doorOrigins - From `parseDoorOrigins`: what the kiosk may reach besides its own origin. By default none.
 */
export function headersFor(doorOrigins: readonly string[] = []): Record<string, string> {
  return {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Content-Security-Policy': contentSecurityPolicy(doorOrigins),
    'Permissions-Policy': 'camera=(self), serial=(self), microphone=(), geolocation=()',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}
