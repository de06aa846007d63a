import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { openFile } from '../../shared/runtime/binary';
import { asChoice, readRequiredText, readText } from '../../shared/panel/parameters';
import type { RowsFile } from '../files/rowsFile';
import { readFiles } from '../files/readFiles';
import type { Source } from './rowSource';
import { sourceOfItems } from './rowSource';

const first = 0;

/**
 * Finds the rows by 'Examples From': the input items, or files in them.
 *
 * @returns a function that reads the rows. It throws NodeOperationError for a missing file and ConfigurationError for a broken one
 * @throws NodeOperationError if the rows are in Cloud Storage
 */
export function findRows(ctx: IExecuteFunctions): () => Promise<Source> {
	const places = ['items', 'file', 'storage'] as const;
	const place: unknown = ctx.getNodeParameter('examplesFrom', first, 'items');
	const from = asChoice(place, places, 'Examples From');
	if (from === 'file') return async () => await readFiles(files(ctx));
	if (from === 'items')
		return async () => await Promise.resolve(sourceOfItems(ctx.getInputData().map(({ json }) => json)));
	throw new NodeOperationError(
		ctx.getNode(),
		"This operation can't read examples in Cloud Storage",
		{
			description: "Set 'Examples From' to 'Input Items' or 'File'.",
		},
	);
}

async function* files(ctx: IExecuteFunctions): AsyncGenerator<RowsFile> {
	for (const itemIndex of ctx.getInputData().keys()) {
		const field = readRequiredText(ctx, 'binaryPropertyName', 'Input Binary Field', itemIndex);
		const { name, mimeType, content } = await openFile(ctx, itemIndex, field);
		const sheet = readText(ctx, 'sheet', 'Sheet', itemIndex).trim();
		yield { name: name || field, mimeType, sheet, content };
	}
}
