import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extract } from 'tar';

export const run = promisify(execFile);

export const root = join(__dirname, '..', '..');

export interface Packed {
	/** Where the tarball is unpacked. */
	folder: string;
	/** Paths inside the package. */
	files: string[];
	remove(): void;
}

/** Packs the built package as `npm publish` would and unpacks it. */
export async function pack(): Promise<Packed> {
	const temporary = mkdtempSync(join(tmpdir(), 'packed-'));
	const { stdout } = await run(
		'npm',
		['pack', '--json', '--loglevel=error', '--pack-destination', temporary],
		{ cwd: root },
	);
	const [{ filename, files }]: [{ filename: string; files: Array<{ path: string }> }] = JSON.parse(stdout);
	await extract({ file: join(temporary, filename), cwd: temporary });
	return {
		folder: join(temporary, 'package'),
		files: files.map(({ path }) => path),
		remove: () => rmSync(temporary, { recursive: true, force: true }),
	};
}
