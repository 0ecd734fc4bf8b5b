/**
 * @file Passkeys that give a secret: WebAuthn with its PRF extension (WebAuthn Level 3 §10.1.4). Does not know what the
 * secret is for.
 *
 * No server checks a signature, so challenges are random and thrown away. The proof is that the secret opens something.
 */

/** `refused`: cancelled, timed out, or no such passkey here; browsers do not tell which. */
export type PasskeyFailure = 'refused' | 'alreadyThere' | 'noSecret' | 'unavailable';

export class PasskeyError extends Error {
  override readonly name = 'PasskeyError';

  constructor(
    readonly failure: PasskeyFailure,
    options?: ErrorOptions,
  ) {
    super(`The passkey could not be used (${failure}).`, options);
  }
}

export interface Passkey {
  readonly id: Uint8Array<ArrayBuffer>;
  /** 32 bytes, the same each time for this passkey; the caller overwrites them. */
  readonly secret: Uint8Array<ArrayBuffer>;
}

/** The same for every passkey: each mixes in its own secret. With another value each would give another secret. */
const PRF_INPUT = new TextEncoder().encode('facegate data key 1');
/** Shorter than the time after which an untouched menu closes. */
const TIMEOUT_MS = 60_000;
/** COSE numbers of ES256, EdDSA and RS256: every authenticator knows at least one of them. */
const ALGORITHMS = [-7, -8, -257];

/**
 * Whether this browser has passkeys with PRF at this address. It may still have no authenticator that does.
 * WebAuthn knows hosts by name only: at a bare IP address there are none.
 */
export async function hasPasskeys(): Promise<boolean> {
  // Typed as always there, but neither is in every browser.
  const api = (globalThis as { PublicKeyCredential?: Partial<typeof PublicKeyCredential> })
    .PublicKeyCredential;
  if (api?.getClientCapabilities === undefined || isIpAddress(location.hostname)) return false;
  const capabilities = await api.getClientCapabilities().catch(() => ({}));
  return (capabilities as Record<string, boolean>)['extension:prf'] ?? false;
}

/**
 * Asks the person to make a passkey for this site.
 * @param name - What their device lists it as.
 * @param known - Ids of passkeys that must not be made a second time.
 * @throws PasskeyError
 */
export async function createPasskey(
  name: string,
  known: readonly Uint8Array<ArrayBuffer>[],
): Promise<Passkey> {
  const created = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { id: location.hostname, name: 'Facegate' },
        user: { id: random(16), name, displayName: name },
        challenge: random(32),
        pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        excludeCredentials: known.map((id) => ({ type: 'public-key', id })),
        attestation: 'none',
        timeout: TIMEOUT_MS,
        extensions: { prf: { eval: { first: PRF_INPUT } } },
      },
    }),
  );
  const { prf } = created.getClientExtensionResults();
  const id = new Uint8Array(created.rawId);
  if (prf?.results !== undefined) return { id, secret: bytesOf(prf.results.first) };
  if (prf?.enabled !== true) {
    forgetPasskey(id);
    throw new PasskeyError('noSecret');
  }
  // Some authenticators give the secret only when they are asked for the passkey, not when they make it.
  return usePasskey([id]);
}

/**
 * Asks the person for one of these passkeys.
 * @throws PasskeyError
 */
export async function usePasskey(ids: readonly Uint8Array<ArrayBuffer>[]): Promise<Passkey> {
  const used = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        rpId: location.hostname,
        challenge: random(32),
        allowCredentials: ids.map((id) => ({ type: 'public-key', id })),
        userVerification: 'required',
        timeout: TIMEOUT_MS,
        extensions: { prf: { eval: { first: PRF_INPUT } } },
      },
    }),
  );
  const secret = used.getClientExtensionResults().prf?.results?.first;
  if (secret === undefined) throw new PasskeyError('noSecret');
  return { id: new Uint8Array(used.rawId), secret: bytesOf(secret) };
}

/** Lets the device drop a passkey that opens nothing, where the browser can tell it. */
export function forgetPasskey(id: Uint8Array<ArrayBuffer>): void {
  const api: Partial<typeof PublicKeyCredential> = PublicKeyCredential;
  const credentialId = btoa(String.fromCharCode(...id))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
  void api.signalUnknownCredential?.({ rpId: location.hostname, credentialId }).catch(() => undefined);
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await ask();
    if (credential instanceof PublicKeyCredential) return credential;
  } catch (cause) {
    throw new PasskeyError(failureOf(cause), { cause });
  }
  throw new PasskeyError('unavailable');
}

function failureOf(error: unknown): PasskeyFailure {
  switch (error instanceof DOMException ? error.name : null) {
    case 'NotAllowedError':
    case 'AbortError':
      return 'refused';
    case 'InvalidStateError':
      return 'alreadyThere';
    default:
      return 'unavailable';
  }
}

function bytesOf(source: BufferSource): Uint8Array<ArrayBuffer> {
  return source instanceof ArrayBuffer
    ? new Uint8Array(source)
    : new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
}

function random(bytes: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(bytes));
}

/** As a URL's host has it: IPv6 in brackets. */
function isIpAddress(host: string): boolean {
  return host.startsWith('[') || /^\d+(\.\d+){3}$/u.test(host);
}
