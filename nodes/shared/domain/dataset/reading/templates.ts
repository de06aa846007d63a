import type { Column } from '../cells/column';
import { openColumn } from '../cells/column';
import type { Ledger } from '../ledger';
import type { ExampleColumns, Recipe, Row } from '../preparation';
import type { Reader } from './exampleReader';
import { exampleOf } from './exampleReader';
import { missingEverywhere, seeColumns } from './missing';

interface TemplateColumn {
	column: Column;
	/** Of the current row. */
	text: string;
}

/**
 * Reads each part of an example from a template with columns. If a row lacks one of them, as rows of sheets with an empty cell do,
 * its text is empty. A column that no row has is a finding.
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

/** Returns a function that fills a template with the cells of the current row. The text is empty if all cells are. */
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

/** A template's texts and the columns between them. */
export interface Template {
	/** One more than columns. */
	texts: string[];
	columns: string[];
}

/** Parses a template. `{{` and `}}` are braces, as is a brace without its other half. */
export function parseTemplate(template: string): Template {
	const texts = [''];
	const columns: string[] = [];
	for (const [part, column] of template.matchAll(/\{\{|\}\}|\{([^{}]+)\}|[^{}]+|[{}]/g)) {
		if (column !== undefined) {
			columns.push(column.trim());
			texts.push('');
		} else {
			texts[texts.length - 1] += part === '{{' || part === '}}' ? part.charAt(0) : part;
		}
	}
	return { texts, columns };
}
