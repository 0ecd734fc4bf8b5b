/**
 * @file Takes the messages of the sources over into the files of translations, and makes of these the words that pages
 * load: the kiosk's, and beside them those that the fleet's console alone shows.
 */
import { RuntimeLitLocalizer } from '@lit/localize-tools/lib/modes/runtime.js';
import { extractMessagesFromProgram } from '@lit/localize-tools/lib/program-analysis.js';

/** Where the console's words are committed, relative to the repository. */
export const CONSOLE_WORDS_FOLDER = 'src/console/words';

/** Of the console's sources, which no kiosk loads. */
const OF_CONSOLE = /\/src\/console(?:\/|-main\.ts$)/u;

/** Of lit-localize, for words that are loaded at run time. */
export type WordsConfig = ConstructorParameters<typeof RuntimeLitLocalizer>[0];

/** Reads the sources once, for all that is made of them. */
class Sources extends RuntimeLitLocalizer {
  /** Names of the messages that are not the console's alone. */
  kioskNames(): ReadonlySet<string> {
    const { program } = this;
    const files = program.getSourceFiles().filter(({ fileName }) => !OF_CONSOLE.test(fileName));
    const withoutConsole = {
      getSourceFiles: () => files,
      getTypeChecker: () => program.getTypeChecker(),
    } as unknown as Parameters<typeof extractMessagesFromProgram>[0];
    return new Set(extractMessagesFromProgram(withoutConsole).messages.map(({ name }) => name));
  }
}

/** Writes the words of some of the messages. */
class Words extends RuntimeLitLocalizer {
  constructor(
    config: WordsConfig,
    private readonly _sources: Sources,
    private readonly _isOwn: (name: string) => boolean,
  ) {
    super(config);
  }

  override extractSourceMessages() {
    const { messages, errors } = this._sources.extractSourceMessages();
    return { messages: messages.filter(({ name }) => this._isOwn(name)), errors };
  }

  override readTranslationsSync() {
    const { messages } = this.extractSourceMessages();
    const own = new Set(messages.map(({ name }) => name));
    const { translations } = super.readTranslationsSync();
    const ofOwn = [...translations].map(
      ([locale, translated]) => [locale, translated.filter(({ name }) => own.has(name))] as const,
    );
    return { translations: new Map(ofOwn) };
  }
}

/**
 * @param config - Of lit-localize; its output is the kiosk's.
 * @param consoleFolder - Where the console's words go, relative to `config`.
 * @returns How many messages there are.
 * @throws Error where a message cannot be read, or a translation has other placeholders than its message.
 */
export async function translate(config: WordsConfig, consoleFolder: string): Promise<number> {
  const sources = new Sources(config);
  const { messages, errors } = sources.extractSourceMessages();
  if (errors.length > 0)
    throw new Error(errors.map(({ messageText }) => JSON.stringify(messageText)).join('\n'));
  await sources.writeInterchangeFiles();
  const kiosk = sources.kioskNames();
  await new Words(config, sources, (name) => kiosk.has(name)).build();
  const ofConsole = { ...config, output: { mode: 'runtime', outputDir: consoleFolder } as const };
  await new Words(ofConsole, sources, (name) => !kiosk.has(name)).build();
  return messages.length;
}
