/** @file Counts beside the page how many guesses find a passphrase. */
import * as comlink from 'comlink';
import { guardScripts } from '../runtime/trusted-types.ts';
import type { CountGuesses } from '../storage/keys/count-guesses.ts';
import { guessesLog10 } from '../storage/keys/passphrase-guesses.ts';

guardScripts();
comlink.expose(((passphrase) => Promise.resolve(guessesLog10(passphrase))) satisfies CountGuesses);
