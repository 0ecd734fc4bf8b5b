/** @file Tells the hub which devices it lets in no more. Their links end at once, and no restart brings them back. */
import * as v from 'valibot';
import { type HubSeeds, makeAccountClaim, makeSystemUser } from '../../fleet/credentials.ts';
import { type LinkOptions, openLink } from '../../fleet/link.ts';
import { LinkError } from '../../fleet/link-types.ts';
import { decodeUtf8, encodeUtf8 } from '../../storage/bytes.ts';

const UPDATE = '$SYS.REQ.CLAIMS.UPDATE';
/** Nobody joins again under the same key, so it is shut out for good, whatever any clock says. In seconds. */
const FOR_GOOD = Date.UTC(2200, 0, 1) / 1_000;

const AnswerSchema = v.object({ data: v.object({ code: v.literal(200) }) });

/**
 * @param nkeys - Public, of every device that was ever removed.
 * @throws LinkError `failed` where the hub does not take it; what `signal` is aborted with.
 */
export async function revokeAtHub(
  seeds: HubSeeds,
  nkeys: readonly string[],
  { url, openSocket }: Pick<LinkOptions, 'url' | 'openSocket'>,
  signal: AbortSignal,
): Promise<void> {
  const claim = await makeAccountClaim(seeds, Object.fromEntries(nkeys.map((nkey) => [nkey, FOR_GOOD])));
  const credentials = await makeSystemUser(seeds);
  const link = openLink({ url, credentials, device: 'system', ...(openSocket ? { openSocket } : {}) });
  try {
    await link.whenUp(signal);
    signal.throwIfAborted();
    const answer = decodeUtf8(await link.request(UPDATE, encodeUtf8(claim)));
    if (!v.is(AnswerSchema, JSON.parse(answer))) throw new LinkError('failed', { cause: answer });
  } finally {
    await link.close();
  }
}
