/** @file Unit tests run without workers: guesses for a passphrase are counted where the test runs. */
import { countGuessesHere } from '../../src/storage/keys/count-guesses-here.ts';

countGuessesHere();
