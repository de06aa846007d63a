import { createHash } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';

const CASTAGNOLI = 0x82f63b78;
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
	let crc = byte;
	for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ CASTAGNOLI : crc >>> 1;
	return crc >>> 0;
});

function crc32c(bytes: Buffer, before: number): number {
	let crc = ~before >>> 0;
	for (let i = 0; i < bytes.length; i++) crc = (crcTable[(crc ^ (bytes[i] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
	return ~crc >>> 0;
}

/** An object's bytes, in the pieces of their arrival, with Cloud Storage's checksums. */
export class Content {
	readonly #pieces: Buffer[] = [];
	readonly #md5 = createHash('md5');
	#crc32c = 0;
	#size = 0;

	static of(bytes: Buffer): Content {
		const content = new Content();
		content.append(bytes);
		return content;
	}

	get size(): number {
		return this.#size;
	}

	/** MD5 in base64. */
	get md5Hash(): string {
		return this.#md5.copy().digest('base64');
	}

	/** CRC32C, big-endian, in base64. */
	get crc32c(): string {
		const bytes = Buffer.alloc(4);
		bytes.writeUInt32BE(this.#crc32c);
		return bytes.toString('base64');
	}

	append(bytes: Buffer): void {
		if (bytes.length === 0) return;
		this.#pieces.push(bytes);
		this.#md5.update(bytes);
		this.#crc32c = crc32c(bytes, this.#crc32c);
		this.#size += bytes.length;
	}

	/** The bytes from `start` up to, not including, `end`, without copying. */
	slice(start: number, end: number): Buffer[] {
		const wanted: Buffer[] = [];
		let at = 0;
		for (const piece of this.#pieces) {
			const from = Math.max(start - at, 0);
			const to = Math.min(end - at, piece.length);
			if (from < to) wanted.push(piece.subarray(from, to));
			at += piece.length;
		}
		return wanted;
	}

	/** The text's lines, without their ends; a line break at the very end starts no further line. */
	*lines(): Generator<string> {
		const decoder = new StringDecoder('utf8');
		let rest = '';
		for (const piece of this.#pieces) {
			const lines = (rest + decoder.write(piece)).split('\n');
			rest = lines.pop() ?? '';
			for (const line of lines) yield line.replace(/\r$/, '');
		}
		rest += decoder.end();
		if (rest !== '') yield rest.replace(/\r$/, '');
	}
}
