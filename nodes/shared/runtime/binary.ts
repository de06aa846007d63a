/** Reads and writes the files of items in pieces, so that large files don't fill the memory. */
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

/** A file of an item. */
export interface ArrivingFile {
	/** Empty for a file without a name. */
	name: string;
	/** May have parameters, such as a charset. */
	mimeType: string;
	/** Each iteration starts at the first byte. */
	content: AsyncIterable<Uint8Array>;
}

/**
 * Opens the file in a field of an item.
 *
 * @throws NodeOperationError if the field has no file
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
 * Writes a file to n8n's binary storage. If n8n stores files within executions, the whole file is in memory.
 *
 * @param pieces each valid until the next one
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

/** A stream reads ahead, but the next piece reuses the memory of the one before. */
function* copiesOf(pieces: Iterable<Uint8Array>): Generator<Buffer> {
	for (const piece of pieces) yield Buffer.from(piece);
}

/**
 * Stores an HTML page that n8n's editor can show. n8n 2.41 opens only files with a harmless MIME type, and shows them by file
 * type, sanitized and in a frame without scripts.
 */
export async function storePage(ctx: IExecuteFunctions, html: string, name: string): Promise<IBinaryData> {
	const file = await ctx.helpers.prepareBinaryData(Buffer.from(html), name, 'text/plain');
	return { ...file, fileType: 'html' };
}
