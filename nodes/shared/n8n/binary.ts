/** Files that travel with items: read and written piece by piece, so that n8n's binary storage may be as large as it likes. */
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

/** A file of an item. */
export interface ArrivingFile {
	/** Empty where it has none. */
	name: string;
	/** May have parameters, such as a charset. */
	mimeType: string;
	/** Each iteration starts at the first byte. */
	content: AsyncIterable<Uint8Array>;
}

/**
 * Opens the file in a field of an item.
 *
 * @throws NodeOperationError when there is none
 */
export async function openFile(
	ctx: IExecuteFunctions,
	itemIndex: number,
	field: string,
): Promise<ArrivingFile> {
	const { id, data, fileName = '', mimeType } = ctx.helpers.assertBinaryData(itemIndex, field);
	async function* read(): AsyncGenerator<Uint8Array> {
		if (id) yield* await ctx.helpers.getBinaryStream(id);
		else yield* slicesOf(Buffer.from(data, 'base64'));
	}
	return { name: fileName, mimeType, content: { [Symbol.asyncIterator]: read } };
}

/** As long as those of n8n's storage: readers are several times slower with pieces of many megabytes. */
const sliceBytes = 64 * 1024;

function* slicesOf(bytes: Uint8Array): Generator<Uint8Array> {
	for (let from = 0; from < bytes.length; from += sliceBytes) yield bytes.subarray(from, from + sliceBytes);
}

/**
 * Writes a file into n8n's binary storage; where n8n keeps files within its executions, it takes the whole.
 *
 * @param pieces each good until the next is asked for
 */
export async function storeFile(
	ctx: IExecuteFunctions,
	pieces: Iterable<Uint8Array>,
	name: string,
	mimeType: string,
): Promise<IBinaryData> {
	const { Readable } = await import('node:stream');
	return await ctx.helpers.prepareBinaryData(
		Readable.from(copiesOf(pieces), { objectMode: false }),
		name,
		mimeType,
	);
}

/** A stream reads ahead, while the memory of a piece is used for the next. */
function* copiesOf(pieces: Iterable<Uint8Array>): Generator<Buffer> {
	for (const piece of pieces) yield Buffer.from(piece);
}

/**
 * A page that n8n's editor shows as one when its file is opened there. n8n 2.41 opens what has a harmless MIME type only, and
 * shows it by its file type, cleaned and in a frame without scripts.
 */
export async function storePage(ctx: IExecuteFunctions, html: string, name: string): Promise<IBinaryData> {
	const file = await ctx.helpers.prepareBinaryData(Buffer.from(html), name, 'text/plain');
	return { ...file, fileType: 'html' };
}
