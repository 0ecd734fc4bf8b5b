/** @file The CSV reader: cells, line numbers by hand, and files that are at fault. */
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../training/csv.ts';

const read = (text: string) => readCsv(text, 'list.csv', ['a', 'b']);

describe('readCsv', () => {
  it('reads quoted cells, and cuts off spaces around the others', () => {
    expect(read('b, a\n "x ""y"", z" , 1 \n').map(({ cells }) => cells)).toEqual([{ b: 'x "y", z', a: '1' }]);
  });

  it.each([
    ['\n', ''],
    ['\r\n', ''],
    ['\r', ''],
    ['\n', '\uFEFF'],
    ['\r\n', '\uFEFF'],
  ])('says on which line a row begins, with ends %j after %j', (end, mark) => {
    const lines = [
      'a,b',
      '1,first',
      '',
      '   ',
      '2,"of',
      '',
      'three lines"',
      '"3',
      '","x',
      'y"',
      '',
      '4,last',
    ];
    const rows = read(mark + lines.join(end) + end);
    expect(rows.map(({ line, cells }) => [line, cells.a.trim()])).toEqual([
      [2, '1'],
      [5, '2'],
      [8, '3'],
      [12, '4'],
    ]);
    expect(() => read(mark + [...lines, '5'].join(end))).toThrow('line 13: 1 cells, the first line has 2');
  });

  it('names the line of a quote that is no quote, also after quoted lines', () => {
    expect(() => read('a,b\r\n"x\r\ny",1\r\n2,z"q\r\n')).toThrow(/list.csv is no CSV file.*line 4/);
  });

  it('names missing columns, also of an empty file', () => {
    expect(() => read('a,c\n1,2\n')).toThrow('list.csv has no column b. Its first line must name a,b.');
    expect(() => read('')).toThrow('has no column a, b');
    expect(read('a,b\n')).toEqual([]);
  });
});
