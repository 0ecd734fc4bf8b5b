/**
 * @file Proves that the linter finds a circle of imports: its rule would see none if it could not resolve TypeScript
 * files.
 */
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/paths.ts';

const RULE = 'import-x/no-cycle';

/** Only the rule under test, and no type information. */
const eslint = new ESLint({
  cwd: ROOT,
  ruleFilter: ({ ruleId }) => ruleId === RULE,
  overrideConfig: { files: ['**/*.ts'], languageOptions: { parserOptions: { project: false } } },
});

/** What the linter says of `path` if it imported `imported`. */
async function complaints(path: string, imported: string): Promise<(string | null)[]> {
  const [{ messages }] = await eslint.lintText(`export { x } from '${imported}';`, {
    filePath: join(ROOT, path),
  });
  return messages.map(({ ruleId }) => ruleId);
}

describe(RULE, () => {
  it.each([
    ['of two files', 'scripts/lib/paths.ts', './site/build.ts'],
    ['over other files', 'scripts/lib/paths.ts', '../commands/build.ts'],
  ])('refuses a circle %s', async (_, path, imported) => {
    expect(await complaints(path, imported)).toEqual([RULE]);
  });

  it('refuses no import without a circle', async () => {
    expect(await complaints('scripts/commands/build.ts', '../lib/paths.ts')).toEqual([]);
  });
});
