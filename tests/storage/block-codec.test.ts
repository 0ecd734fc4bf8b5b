/** @file Blocks of people: what the door and People read of everybody, as bytes and back. */
import { expect, it } from 'vitest';
import { makeFacelessSubject, makeSubject } from '../../simulator/builders.ts';
import { personOf, type Subject } from '../../src/core/template/types.ts';
import { decodeUtf8, encodeUtf8 } from '../../src/storage/bytes.ts';
import { decodeBlock, encodeBlock } from '../../src/storage/gallery/block-codec.ts';

const rowOf = (subject: Subject) => ({ id: subject.id, person: personOf(subject), nonce: 'n' });

it('gives everybody back, with the views that are missing', () => {
  const people = [
    makeSubject(1, { skippedViews: ['left', 'up'] }),
    makeSubject(2, { skippedViews: [] }),
    makeSubject(3),
    makeFacelessSubject(4),
  ].map(rowOf);
  expect(decodeBlock('people', encodeBlock('people', people))).toEqual(people);
});

it('reads rows from before the views were noted', () => {
  const people = [rowOf(makeSubject(1))];
  const block = JSON.parse(decodeUtf8(encodeBlock('people', people))) as { rows: unknown[][] };
  const before = { ...block, rows: block.rows.map((row) => row.slice(0, 13)) };
  expect(decodeBlock('people', encodeUtf8(JSON.stringify(before)))).toEqual(people);
});
