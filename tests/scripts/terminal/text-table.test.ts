import { describe, expect, it } from 'vitest';
import { textTable } from '../../../scripts/lib/terminal/text-table.ts';

describe('textTable', () => {
  it('makes each column as wide as its widest cell', () => {
    const lines = textTable(
      ['name', 'ms'],
      [
        ['a', '7'],
        ['longer', '1234'],
      ],
      [1],
    );
    expect(lines).toEqual(['name      ms', 'a          7', 'longer  1234']);
  });

  it('counts what one sees, not the code units', () => {
    expect(
      textTable(
        ['name', 'x'],
        [
          ['e\u0301e\u0301e\u0301e\u0301', '1'],
          ['abcd', '2'],
        ],
      ),
    ).toEqual(['name  x', 'e\u0301e\u0301e\u0301e\u0301  1', 'abcd  2']);
  });

  it('prints the header alone where there are no rows', () => {
    expect(textTable(['a', 'b'], [])).toEqual(['a  b']);
  });
});
