/**
 * @file The one exception to Trusted Types, which the content security policy demands of every page and worker. With
 * them, a library cannot turn plain text into a script or into a page's markup.
 */

interface PolicyRules {
  createHTML(text: string): string;
  createScriptURL(text: string): string;
}

interface TrustedTypes {
  readonly defaultPolicy: unknown;
  createPolicy(name: string, rules: PolicyRules): unknown;
}

/**
 * Lets workers and the service worker start from this origin, and libraries empty an element. Call it once in every
 * page and worker, before anything else. Does nothing where the browser has no Trusted Types.
 */
export function guardScripts(): void {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  if (trustedTypes?.defaultPolicy !== null) return;
  trustedTypes.createPolicy('default', {
    createHTML(text) {
      if (text === '') return text;
      throw new TypeError('Only Lit may write HTML into the kiosk’s pages.');
    },
    createScriptURL(text) {
      if (new URL(text, location.href).href.startsWith(`${location.origin}/`)) return text;
      throw new TypeError('Scripts come from the kiosk’s own origin only.');
    },
  });
}
