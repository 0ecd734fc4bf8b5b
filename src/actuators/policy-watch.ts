/**
 * @file Tells whether the content security policy kept the page from an address. `fetch` and `WebSocket` do not tell:
 * they fail as they do without a network.
 */

/** The browser reports a violation only after the refused call has failed. */
const REPORT_WITHIN_MS = 100;

const refused = new Set<string>();

// Node, where tests run, has no document and no policy.
(globalThis as { readonly document?: Document }).document?.addEventListener(
  'securitypolicyviolation',
  ({ disposition, effectiveDirective, blockedURI }) => {
    if (disposition === 'enforce' && effectiveDirective === 'connect-src') refused.add(originOf(blockedURI));
  },
);

/** Call it after a failure. A page's policy does not change, so an address that was refused once stays refused. */
export async function wasRefusedByPolicy(address: string): Promise<boolean> {
  const origin = originOf(address);
  if (!refused.has(origin)) await new Promise((resolve) => setTimeout(resolve, REPORT_WITHIN_MS));
  return refused.has(origin);
}

function originOf(address: string): string {
  try {
    return new URL(address).origin;
  } catch {
    return address;
  }
}
