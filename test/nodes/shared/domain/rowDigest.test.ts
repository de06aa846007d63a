import type { RowDigest } from '../../../../nodes/shared/domain/rowDigest.ts';
import { addRow, compareDigests } from '../../../../nodes/shared/domain/rowDigest.ts';

function digest(...rows: Array<[input: string, output: string]>): RowDigest {
	const made: RowDigest = new Map();
	for (const [input, output] of rows) addRow(made, input, output);
	return made;
}

it('counts new, changed and removed rows', () => {
	const earlier = digest(['1', '2'], ['3', '4'], ['5', '6'], ['7', '8']);
	const now = digest(['9', '10'], ['1', '2'], ['3', 'IV'], ['11', '12']);
	expect(compareDigests(earlier, now)).toEqual({
		newRows: 2,
		changedRows: 1,
		removedRows: 2,
		plusMinus: null,
	});
});

it('finds no change in another order', () => {
	const rows: Array<[string, string]> = [
		['1', '2'],
		['3', '4'],
		['3', '5'],
	];
	expect(compareDigests(digest(...rows), digest(...rows.reverse()))).toMatchObject({
		newRows: 0,
		changedRows: 0,
		removedRows: 0,
	});
});

it('counts another output as a change, and a repeated row too', () => {
	const earlier = digest(['1', '2']);
	expect(compareDigests(earlier, digest(['1', '2'], ['1', '3']))).toMatchObject({
		changedRows: 1,
		newRows: 0,
	});
	expect(compareDigests(earlier, digest(['1', '2'], ['1', '2']))).toMatchObject({
		changedRows: 1,
		newRows: 0,
	});
});

it('does not confuse input and output', () => {
	expect(compareDigests(digest(['1', '2']), digest(['2', '1']))).toMatchObject({
		newRows: 1,
		removedRows: 1,
	});
});

it('compares with nothing', () => {
	expect(compareDigests(digest(), digest(['1', '2']))).toMatchObject({ newRows: 1, removedRows: 0 });
	expect(compareDigests(digest(['1', '2']), digest())).toMatchObject({ newRows: 0, removedRows: 1 });
});
