import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { here } from './paths.ts';

let reaper: ChildProcessByStdio<Writable, null, null> | undefined;
const watched = new Set<string>();

/** Sends a line to the reaper (see reaper.ts), which runs only while there is something to watch. */
function notify(line: string): void {
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
	notify(`+${entry}`);
	return () => {
		if (!watched.delete(entry)) return;
		notify(`-${entry}`);
		if (watched.size > 0) return;
		reaper?.stdin.end();
		reaper = undefined;
	};
}

/** Makes the reaper kill a process if this one ends first. Returns the function to call after its end. */
export function killIfLeft(pid: number, signal: NodeJS.Signals): () => void {
	return watch(`${signal} ${pid}`);
}

export interface TemporaryFolder {
	path: string;
	remove(): void;
}

/** A new folder below the system's temporary folder. `remove` or the end of this process removes it. */
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
