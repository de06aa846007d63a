import { buildDataset } from './buildDataset';
import { advice } from './check';
import { checkNames, checks } from './checkList';
import type { Example } from './dataset';
import type { Lanes } from './hashes';
import { hashExamples } from './hashes';
import { openLedger } from './ledger';
import type { Ledger } from './ledger';
import type { DatasetLimits } from './limits';
import { markReader, typedColumns } from './otherColumns';
import type { DroppedRow, Prepared } from './prepared';
import type { Recipe, Row } from './preparation';
import type { Reader } from './reading/exampleReader';
import { missingEverywhere, seeColumns } from './reading/missing';
import { readColumns } from './reading/readColumns';
import { readMessages } from './reading/readMessages';
import { readTemplates } from './reading/templates';
import { openInspector } from './texts/inspector';
import { checkResult, checkWhole } from './whole/checkWhole';
import { drawSides } from './whole/split';

/** Rows that became examples, and dropped rows. */
interface Readings {
	rows: number;
	/** Whether all rows are empty. */
	isEmpty: boolean;
	examples: Example[];
	/** For each example, whether its row is marked for the validation set. */
	marks: boolean[];
	dropped: DroppedRow[];
}

/** Turns rows into a dataset and collects all findings in one pass. Doesn't change the rows. */
export function prepareDataset(rows: Iterable<Row>, recipe: Recipe): Prepared {
	const ledger = openLedger(recipe);
	const { rows: count, isEmpty, examples, marks, dropped } = readRows(rows, recipe, ledger);
	if (isEmpty) return nothing(count);
	const hashes = hashExamples(examples);
	const isValidation = sideOf(recipe, examples, hashes.input, marks);
	const isDropped = checkWhole(examples, hashes, isValidation, ledger, dropped);
	const training = select(examples, hashes.row, (index) => !isDropped(index) && !isValidation(index));
	const validation = select(examples, hashes.row, (index) => !isDropped(index) && isValidation(index));
	const data = buildDataset(training.examples, validation.examples, {
		training: training.hashes,
		validation: validation.hashes,
	});
	checkResult(data, recipe, ledger);
	dropped.sort((one, other) => one.item - other.item);
	return { rows: count, data, dropped, findings: ledger.findings() };
}

/** The result without rows, or with the one empty item of n8n's *Always Output Data*. */
function nothing(rows: number): Prepared {
	const check = 'noExamples';
	const message = 'There are no rows for training. Connect a node that returns at least one row.';
	return {
		rows,
		data: buildDataset([]),
		dropped: Array.from({ length: rows }, (_, item) => ({ item, check })),
		findings: [{ check, action: 'stop', message, count: 0, items: [] }],
	};
}

function readRows(rows: Iterable<Row>, recipe: Recipe, ledger: Ledger): Readings {
	const reader = openReader(recipe, ledger);
	const { systemInstruction, validationColumn, limits } = recipe;
	const exampleChecks = [
		openSupportCheck(ledger, limits),
		openInspector(ledger, limits, reader.subjects),
		...openExampleChecks(ledger, recipe),
	];
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
		if (example) for (let index = 0; index < exampleChecks.length; index++) exampleChecks[index]?.(example);
		const check = ledger.takeReason();
		if (check !== undefined) dropped.push({ item, check });
		else if (example) {
			examples.push(example);
			if (isMarked !== undefined) marks.push(isMarked);
		}
		item++;
	}

	// An array's iterator creates an object for each row.
	if (isList(rows)) rows.forEach(add);
	else for (const row of rows) add(row);
	reader.finish();
	for (const column of mark ? [mark, ...typed] : typed) missingEverywhere(ledger, column, known, item);
	return { rows: item, isEmpty, examples, marks, dropped };
}

function isList(rows: Iterable<Row>): rows is readonly Row[] {
	return Array.isArray(rows);
}

function openReader({ reading, types, validationColumn }: Recipe, ledger: Ledger): Reader {
	switch (reading.form) {
		case 'columns':
			return readColumns(reading.columns, types, ledger);
		case 'templates':
			return readTemplates(reading.templates, types, ledger);
		case 'messages':
			return readMessages(reading, validationColumn, ledger);
	}
}

/** Notes parts of examples that the service doesn't support. */
function openSupportCheck(
	ledger: Ledger,
	{ conversations, systemInstructions }: DatasetLimits,
): (example: Example) => void {
	const todo = 'Choose the other API, or filter these rows out before this node.';
	const turns = ledger.trail(
		'unsupported',
		(rows, action) =>
			`This API's examples have one input and one output, but there is a conversation of several turns in ${rows}. ${advice(action, todo)}`,
	);
	const instruction = ledger.trail(
		'unsupported',
		(rows, action) =>
			`This API's examples have no system instruction, but there is one in ${rows}. ${advice(action, todo)}`,
	);
	return ({ item, earlier, systemInstruction }) => {
		if (!conversations && earlier) ledger.note(turns, item);
		if (!systemInstructions && systemInstruction !== undefined) ledger.note(instruction, item);
	};
}

/** Opens the checks of whole examples. */
function openExampleChecks(ledger: Ledger, recipe: Recipe): Array<(example: Example) => void> {
	return checkNames.flatMap((name) => {
		const opened = ledger.actionOf(name) === 'off' ? undefined : checks[name].example?.(recipe);
		if (!opened) return [];
		const trail = ledger.trail(name, opened.message);
		return [
			(example: Example) => {
				if (opened.finds(example)) ledger.note(trail, example.item);
			},
		];
	});
}

/** Whether the example at an index is in the validation set: by the validation column, otherwise by the hash of its input. */
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

/** Some of the examples, with their hashes. */
function select(
	examples: readonly Example[],
	{ low, high }: Lanes,
	isSelected: (index: number) => boolean,
): { examples: Example[]; hashes: Lanes } {
	const hashes: Lanes = { low: new Int32Array(examples.length), high: new Int32Array(examples.length) };
	const selected: Example[] = [];
	examples.forEach((example, index) => {
		if (!isSelected(index)) return;
		hashes.low[selected.length] = low[index] ?? 0;
		hashes.high[selected.length] = high[index] ?? 0;
		selected.push(example);
	});
	const { length } = selected;
	return {
		examples: selected,
		hashes: { low: hashes.low.subarray(0, length), high: hashes.high.subarray(0, length) },
	};
}
