import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { openFile } from '../../shared/n8n/binary';
import { asChoice, readRequiredText } from '../../shared/n8n/parameters';
import { kindOf } from '../files/kind';
import type { RowsFile } from '../files/read';
import { readFiles } from '../files/read';
import type { Source } from './source';
import { sourceOfItems } from './source';

const first = 0;

/**
 * The rows in all input items, or in the files that they carry.
 *
 * @throws NodeOperationError where there is no file, or rows lie elsewhere; ConfigurationError for a broken file
 */
export async function readRows(ctx: IExecuteFunctions): Promise<Source> {
	const places = ['items', 'file', 'storage'] as const;
	const from = asChoice(
		ctx,
		ctx.getNodeParameter('examplesFrom', first, 'items'),
		places,
		'Examples From',
		first,
	);
	if (from === 'items') return sourceOfItems(ctx.getInputData().map(({ json }) => json));
	if (from === 'file') return await readFiles(files(ctx));
	throw new NodeOperationError(
		ctx.getNode(),
		'Examples in Cloud Storage can be tuned on, but not read here',
		{
			description: "Set 'Examples From' to 'Input Items' or 'File'.",
		},
	);
}

async function* files(ctx: IExecuteFunctions): AsyncGenerator<RowsFile> {
	for (const itemIndex of ctx.getInputData().keys()) {
		const field = readRequiredText(ctx, 'binaryPropertyName', 'Input Binary Field', itemIndex);
		const { name, mimeType, content } = await openFile(ctx, itemIndex, field);
		const kind = kindOf(name, mimeType);
		if (kind) {
			yield { name: name || field, kind, content };
			continue;
		}
		throw new NodeOperationError(
			ctx.getNode(),
			`The kind of the file '${name || field}' is not known [item ${itemIndex}]`,
			{ itemIndex, description: 'Name it so that it ends in .jsonl, .csv, .tsv or .xlsx.' },
		);
	}
}
