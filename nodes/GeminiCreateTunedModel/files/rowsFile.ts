import type { Row } from '../../shared/domain/prepare/recipe';
import type { FileKind } from './kind';

/** The content of a file, piece by piece. */
export type Bytes = AsyncIterable<Uint8Array>;

/** A file with rows. */
export interface RowsFile {
	/** As the user knows it. */
	name: string;
	kind: FileKind;
	content: Bytes;
}

/** A row, or why there is none, with its number in the file. */
export type FileRecord = { number: number; row: Row } | { number: number; reason: string };
