import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { here } from './paths.ts';

let reaper: ChildProcessByStdio<Writable, null, null> | undefined;
const watched = new Set<string>();

/** Tells the reaper (see reaper.ts); it runs only while there is something to watch. */
function tell(line: string): void {
	if (!reaper) {
		reaper = spawn(process.execPath, ['--no-warnings', here('reaper.ts')], {
			stdio: ['pipe', 'ignore', 'ignore'],
			detached: true,
		});
		reaper.unref();
	}
	reaper.stdin.write(`${line}\n`);
}

function watch(entry: string): () => void {
	watched.add(entry);
	tell(`+${entry}`);
	return () => {
		if (!watched.delete(entry)) return;
		tell(`-${entry}`);
		if (watched.size > 0) return;
		reaper?.stdin.end();
		reaper = undefined;
	};
}

/** Has a process killed should this one end first. Returns the function to call once it has ended. */
export function killIfLeft(pid: number, signal: NodeJS.Signals): () => void {
	return watch(`${signal} ${pid}`);
}

export interface TemporaryFolder {
	path: string;
	remove(): void;
}

/** A new folder below the system's temporary folder; removed by `remove` or when this process ends. */
export function temporaryFolder(name: string): TemporaryFolder {
	const path = mkdtempSync(join(tmpdir(), `${name}-`));
	const forget = watch(`folder ${path}`);
	return {
		path,
		remove() {
			rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
			forget();
		},
	};
}
