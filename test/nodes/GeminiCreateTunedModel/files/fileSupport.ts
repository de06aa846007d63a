/** What tests of files have in common: files made of texts or bytes, read as the node reads them. */
import { encode } from 'iconv-lite';
import type { Source } from '../../../../nodes/GeminiCreateTunedModel/dataset/rowSource';
import { readFiles } from '../../../../nodes/GeminiCreateTunedModel/files/readFiles';
import { ConfigurationError } from '../../../../nodes/shared/google/http/googleErrors';
import type { RowsFile } from '../../../../nodes/GeminiCreateTunedModel/files/rowsFile';

/** A file in pieces of few bytes, which cut through characters and lines. */
export function file(content: string | Buffer, name: string, mimeType = '', size = 3): RowsFile {
	const bytes = Buffer.from(content);
	return {
		name,
		mimeType,
		content: {
			async *[Symbol.asyncIterator]() {
				for (let from = 0; from < bytes.length; from += size)
					yield await Promise.resolve(bytes.subarray(from, from + size));
			},
		},
	};
}

export async function read(...files: RowsFile[]): Promise<Source> {
	async function* listed(): AsyncGenerator<RowsFile> {
		for (const one of files) yield await Promise.resolve(one);
	}
	return await readFiles(listed());
}

export const readText = async (content: string | Buffer, name: string, mimeType?: string) =>
	await read(file(content, name, mimeType));

/** Where each row stood. */
export const placesOf = (source: Source) => source.rows.map((_, index) => source.placeOf(index));

/** The notes about the files, as findings show them. */
export const notesOf = ({ notes, describe }: Source) =>
	notes.map(({ check, placeCount, placeAt, ...note }) => {
		const places = Array.from({ length: placeCount }, (_, index) => placeAt(index));
		return `${check}: ${note.describe(placeCount === 0 ? '' : describe(places))}`;
	});

/** An error's message and description. */
export const refusalOf = async (
	content: string | Buffer,
	name: string,
	mimeType?: string,
): Promise<string> => {
	const error: unknown = await readText(content, name, mimeType).catch((thrown: unknown) => thrown);
	if (!(error instanceof ConfigurationError))
		throw new TypeError(`'${name}' was not refused: ${String(error)}`);
	return `${error.message} | ${error.description}`;
};

export const encoded = (text: string, encoding: string) => encode(text, encoding);
