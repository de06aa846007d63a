import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Folders with servers that an ordinary user's PATH lacks. */
const more = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin'];

/** The path of a program on this machine; undefined if it is missing, so that tests can be skipped. */
export function programPath(name: string): string | undefined {
	const folders = [...(process.env['PATH'] ?? '').split(':'), ...more];
	return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
