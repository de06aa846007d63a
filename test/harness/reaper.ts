/**
 * A process that outlives the process that started it, to clean up. Standard input is a pipe from that process. Each line
 * adds (`+`) or removes (`-`) an entry to clean up, `SIGNAL PID` or `folder PATH`. The pipe closes when the process ends in
 * any way (kill -9 included). The reaper then kills or removes the remaining entries.
 */
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const left = new Set<string>();

/** Whether the signal reached a process; 0 only checks. */
function signal(pid: number, name: string | 0): boolean {
	try {
		return process.kill(pid, name);
	} catch {
		return false;
	}
}

async function cleanUp(): Promise<void> {
	const entries = [...left].map((entry) => entry.split(/ (.*)/));
	const folders = entries.filter(([kind]) => kind === 'folder');
	const processes = entries.filter(([kind]) => kind !== 'folder');
	for (const [name = 'SIGKILL', pid] of processes) signal(Number(pid), name);
	for (let tries = 0; tries < 100 && processes.some(([, pid]) => signal(Number(pid), 0)); tries++)
		await pause(50);
	for (const [, path = ''] of folders) rmSync(path, { recursive: true, force: true });
}

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
	const entry = line.slice(1);
	if (line.startsWith('+')) left.add(entry);
	else left.delete(entry);
});
input.on('close', () => void cleanUp());
