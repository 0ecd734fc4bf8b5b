/** @file Works out one Argon2id hash beside the page, and is ended with it: its memory has seen a passphrase. */
import * as comlink from 'comlink';
import { guardScripts } from '../runtime/trusted-types.ts';
import { argon2Here, type Argon2 } from '../storage/keys/argon2.ts';

guardScripts();
comlink.expose(argon2Here satisfies Argon2);
