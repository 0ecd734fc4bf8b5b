/**
 * @file The one way past Trusted Types, which the content security policy demands of every page and worker: libraries that hand a
 * plain text to a script's or a page's innards get no further than this.
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
 * Lets workers and the service worker start from this origin, and libraries empty an element. Call it once, first of all, in
 * every page and worker. Does nothing where the browser has no Trusted Types.
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
