import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where servers lie that an ordinary user's PATH leaves out. */
const more = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin'];

/** Where the machine has a program; undefined when it has none, so that tests can be skipped. */
export function programPath(name: string): string | undefined {
	const folders = [...(process.env['PATH'] ?? '').split(':'), ...more];
	return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
