import type { Example } from './dataset';
import { buildDataset } from './buildDataset';
import { openCarriedCheck } from './carried';
import { openLedger } from './ledger';
import type { Ledger } from './ledger';
import type { Lanes } from './hashes';
import { hashExamples } from './hashes';
import { markReader } from './marked';
import type { DroppedRow, Prepared } from './prepared';
import { seeColumns } from './reading/knownColumns';
import { missingEverywhere } from './reading/missing';
import { openReader } from './reading/openReader';
import type { Recipe, Row } from './preparation';
import { openAnswerCheck } from './sameAnswers';
import { openInspector } from './texts/inspector';
import { typedColumns } from './typed';
import { checkWhole } from './whole/checkWhole';
import { keep } from './whole/kept';
import { checkResult } from './whole/wholeResult';
import { select } from './whole/select';
import { drawSides } from './whole/split';

/** Rows that became examples, and those that did not. */
interface Readings {
	rows: number;
	/** Whether no row had anything in it. */
	isEmpty: boolean;
	examples: Example[];
	/** For each example, whether its row says that the model is measured by it. */
	marks: boolean[];
	dropped: DroppedRow[];
}

/** Turns rows into a dataset and finds, in one pass, all that speaks against them. The rows are not changed. */
export function prepareDataset(rows: Iterable<Row>, recipe: Recipe): Prepared {
	const ledger = openLedger(recipe);
	const { rows: count, isEmpty, examples, marks, dropped } = readRows(rows, recipe, ledger);
	if (isEmpty) return nothing(count);
	const hashes = hashExamples(examples);
	const isApart = sideOf(recipe, examples, hashes.input, marks);
	const kept = keep(examples, ledger, dropped);
	checkWhole(kept, hashes, isApart, ledger);
	const training = select(examples, hashes.row, (index) => !kept.isGone(index) && !isApart(index));
	const validation = select(examples, hashes.row, (index) => !kept.isGone(index) && isApart(index));
	const data = buildDataset(training.examples, validation.examples, {
		training: training.hashes,
		validation: validation.hashes,
	});
	checkResult(data, recipe, ledger);
	dropped.sort((one, other) => one.item - other.item);
	return { rows: count, data, dropped, findings: ledger.findings() };
}

/** A node without rows can put out one empty item ('Always Output Data'). */
function nothing(rows: number): Prepared {
	const check = 'noExamples';
	const message = 'There are no rows to learn from. Connect a node that puts out at least one row.';
	return {
		rows,
		data: buildDataset([]),
		dropped: Array.from({ length: rows }, (_, item) => ({ item, check })),
		findings: [{ check, action: 'stop', message, count: 0, items: [] }],
	};
}

function readRows(rows: Iterable<Row>, recipe: Recipe, ledger: Ledger): Readings {
	const reader = openReader(recipe, ledger);
	const checks = [
		openCarriedCheck(ledger, recipe.limits),
		openInspector(ledger, recipe.limits, reader.subjects),
		openAnswerCheck(ledger, recipe.reading),
	];
	const { systemInstruction, validationColumn, limits } = recipe;
	const known = seeColumns();
	const mark =
		validationColumn === undefined || !limits.validation ? undefined : markReader(validationColumn, ledger);
	const typed = typedColumns(recipe);
	const examples: Example[] = [];
	const marks: boolean[] = [];
	const dropped: DroppedRow[] = [];
	let item = 0;
	let isEmpty = true;

	function add(row: Row): void {
		isEmpty &&= Object.keys(row).length === 0;
		if (item === 0) known.see(row);
		for (const column of typed) column.see(row);
		const isMarked = mark?.isMarked(row, item);
		const example = reader.read(row, item);
		if (example && systemInstruction !== undefined) example.systemInstruction ??= systemInstruction;
		if (example) for (let index = 0; index < checks.length; index++) checks[index]?.(example);
		const check = ledger.takeReason();
		if (check !== undefined) dropped.push({ item, check });
		else if (example) {
			examples.push(example);
			if (isMarked !== undefined) marks.push(isMarked);
		}
		item++;
	}

	// An array's iterator makes an object for each row.
	if (isList(rows)) rows.forEach(add);
	else for (const row of rows) add(row);
	reader.finish();
	for (const column of mark ? [mark, ...typed] : typed) missingEverywhere(ledger, column, known, item);
	return { rows: item, isEmpty, examples, marks, dropped };
}

function isList(rows: Iterable<Row>): rows is readonly Row[] {
	return Array.isArray(rows);
}

/** Whether the model is measured by the example at an index: its row says so, else its input's hash. */
function sideOf(
	{ limits, validationColumn, split }: Recipe,
	examples: readonly Example[],
	inputs: Lanes,
	marks: readonly boolean[],
): (index: number) => boolean {
	if (!limits.validation) return () => false;
	if (validationColumn !== undefined) return (index) => marks[index] === true;
	if (!split || split.validationShare === 0) return () => false;
	const sides = drawSides(examples, inputs, split);
	return (index) => sides[index] === 1;
}
