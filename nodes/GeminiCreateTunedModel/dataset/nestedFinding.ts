import type { Prepared } from '../../shared/domain/dataset/prepared';
import type { Row } from '../../shared/domain/dataset/preparation';
import { nestedRowsOf } from '../files/nestedRows';
import type { RowsFinding } from './findings';
import { at } from './rowSource';

/** Items that hold rows in a list, as *Extract from File* and HTTP requests return them: undefined unless columns are missing. */
export function nestedFinding(rows: readonly Row[], { findings }: Prepared): RowsFinding | undefined {
	const isMissing = findings.some(({ check, count }) => check === 'missingCell' && count === rows.length);
	const [first] = rows;
	if (!isMissing || !first) return undefined;
	const nested = nestedRowsOf(first);
	if (!nested || !('key' in nested)) return undefined;
	const { key } = nested;
	if (!rows.every((row) => Array.isArray(row[key]))) return undefined;
	const lists = rows.map((row) => row[key]).filter(Array.isArray);
	const count = lists.reduce((sum, { length }) => sum + length, 0);
	const subject = rows.length === 1 ? 'The only row holds' : `The ${rows.length} rows hold`;
	return {
		check: 'noExamples',
		action: 'stop',
		message: `${subject} a list of ${count} objects in the field '${key}'. Add a Split Out node before this node, with '${key}' in 'Fields To Split Out'.`,
		count: rows.length,
		placeCount: 0,
		placeAt: (index) => at([], index),
	};
}
