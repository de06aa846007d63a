import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Whether the system tells the memory of a process the way Linux does. */
const tells = existsSync('/proc/self/clear_refs');

/** The megabytes that a process holds now; null where the system does not tell. */
export function memoryOf(pid: number): number | null {
	return read(pid, 'VmRSS');
}

/** Forgets the most that a process has held so far; returns what tells the most since, in megabytes. */
export function watchPeak(pid: number): () => number | null {
	if (tells) writeFileSync(`/proc/${pid}/clear_refs`, '5');
	return () => read(pid, 'VmHWM');
}

function read(pid: number, field: 'VmRSS' | 'VmHWM'): number | null {
	if (!tells) return null;
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
	return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}
