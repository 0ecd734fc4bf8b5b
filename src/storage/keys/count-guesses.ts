/** @file Where guesses for a passphrase are counted. The lists take 1.7 MB, so whoever starts the app says where. */

/**
 * How many guesses find a passphrase, as a power of ten.
 * @param passphrase - After Unicode normalisation.
 */
export type CountGuesses = (passphrase: string) => Promise<number>;

let count: CountGuesses = () => Promise.reject(new Error('Nobody said where guesses are counted.'));

/** The guesses, where they are counted now. @throws Error where they cannot be. */
export const countGuesses: CountGuesses = (passphrase) => count(passphrase);

/** From now on they are counted there. */
export function doCountGuesses(elsewhere: CountGuesses): void {
  count = elsewhere;
}
