/**
 * @file The security headers of every response, in development, preview and service alike, and the part of them that a
 * page brings itself.
 */

const REACHES = "connect-src 'self'";

function directives(doorOrigins: readonly string[]): readonly string[] {
  return [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html default',
    [REACHES, ...doorOrigins].join(' '),
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ];
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
    'Content-Security-Policy': [...directives(doorOrigins), "frame-ancestors 'none'"].join('; '),
    'Permissions-Policy': 'camera=(self), serial=(self), microphone=(), geolocation=()',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}

/**
 * The policy for a page's `<meta>`, which holds from the first visit on, whatever the host sends. A `<meta>` cannot say
 * who may frame a page (Content Security Policy Level 3, §3.3).
 */
export function pagePolicy(doorOrigins: readonly string[] = []): string {
  return directives(doorOrigins).join('; ');
}

/** @returns The door's origins that `pagePolicy` wrote into a policy. */
export function doorOriginsIn(policy: string): readonly string[] {
  const reaches = policy.split('; ').find((directive) => directive.startsWith(REACHES)) ?? '';
  return reaches.slice(REACHES.length).split(' ').filter(Boolean);
}
