import type { Column } from '../cells/column';
import { openColumn } from '../cells/column';
import type { Ledger } from '../ledger';
import type { ExampleColumns, Recipe, Row } from '../preparation';
import { seeColumns } from './knownColumns';
import { missingEverywhere } from './missing';
import type { Reader } from './exampleReader';
import { exampleOf } from './exampleReader';
import { parseTemplate } from './template';

interface TemplateColumn {
	column: Column;
	/** Of the row at hand. */
	text: string;
}

/**
 * Reads each part of an example from a text that names columns. A row without one of these columns, as sheets put out where a cell
 * is empty, has an empty text in its place; a column that no row has is missing.
 */
export function readTemplates(templates: ExampleColumns, types: Recipe['types'], ledger: Ledger): Reader {
	const known = seeColumns();
	const columns = new Map<string, TemplateColumn>();
	function use(name: string): TemplateColumn {
		const used = columns.get(name) ?? {
			column: openColumn(name, ledger, types.get(name)),
			text: '',
		};
		columns.set(name, used);
		return used;
	}
	const fill = (template: string | undefined) => (template === undefined ? undefined : filler(template, use));
	const [input, output] = [filler(templates.input, use), filler(templates.output, use)];
	const [rejected, instruction] = [fill(templates.rejected), fill(templates.systemInstruction)];
	let rows = 0;

	function readCells(row: Row, item: number): void {
		for (const cell of columns.values()) {
			const text = cell.column.read(row, item);
			if (text === undefined) known.see(row);
			cell.text = text ?? '';
		}
	}

	return {
		read(row, item) {
			if (rows++ === 0) known.see(row);
			readCells(row, item);
			return exampleOf(item, input(), output(), rejected?.(), instruction?.());
		},
		finish() {
			for (const { column } of columns.values()) {
				missingEverywhere(ledger, column, known, rows);
				column.finish();
			}
		},
		subjects: {
			input: 'The input',
			output: 'The output',
			rejected: 'The rejected output',
			systemInstruction: 'The system instruction',
			earlier: 'The conversation',
		},
	};
}

/** Fills a template with the cells of the row at hand; the answer is empty where all of them are. */
function filler(template: string, use: (name: string) => TemplateColumn): () => string {
	const { texts, columns } = parseTemplate(template);
	const cells = columns.map(use);
	return () => {
		if (cells.length > 0 && cells.every(({ text }) => text === '')) return '';
		let filled = texts[0] ?? '';
		cells.forEach(({ text }, index) => (filled += text + (texts[index + 1] ?? '')));
		return filled;
	};
}
