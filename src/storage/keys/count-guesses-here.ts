/** @file Guesses for a passphrase, counted in this process: Node has no workers of the browser. */
import { doCountGuesses } from './count-guesses.ts';

export function countGuessesHere(): void {
  doCountGuesses(async (passphrase) => {
    const { guessesLog10 } = await import('./passphrase-guesses.ts');
    return guessesLog10(passphrase);
  });
}
