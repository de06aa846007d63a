import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { killIfLeft } from './leftovers.ts';
import { until } from './until.ts';

export interface Child {
	pid: number;
	/** The kind of its end (`exit code 1`, `SIGKILL`), or undefined while it runs. */
	ended(): string | undefined;
	/** Sends the signal and waits until the process has ended. */
	end(signal: NodeJS.Signals): Promise<void>;
	log(): string;
}

export interface ChildOptions {
	/** The complete environment. Nothing is inherited, so that no setting of the developer's machine changes a test. */
	env: Record<string, string>;
	/** The working folder; by default this process's own. */
	cwd?: string;
	/** Both outputs are appended to this file. */
	logFile: string;
	/** Runs as this user and group (root only). */
	uid?: number;
	gid?: number;
	/** The signal that ends the process if this one ends first. */
	lastSignal?: NodeJS.Signals;
}

/** Starts a server process that ends with this one. */
export async function startChild(command: string, args: string[], options: ChildOptions): Promise<Child> {
	const { logFile, lastSignal = 'SIGKILL', ...rest } = options;
	const output = openSync(logFile, 'a');
	const child = spawn(command, args, { ...rest, stdio: ['ignore', output, output] });
	closeSync(output);
	let ended: string | undefined;
	const exit = new Promise<void>((resolve) => {
		child.once('exit', (code, signal) => {
			ended = signal ?? `exit code ${code}`;
			resolve();
		});
	});
	const pid = await new Promise<number>((resolve, reject) => {
		child.once('error', reject);
		child.once('spawn', () => resolve(child.pid ?? 0));
	});
	const forget = killIfLeft(pid, lastSignal);
	void exit.then(forget);
	return {
		pid,
		ended: () => ended,
		async end(signal) {
			if (ended === undefined) child.kill(signal);
			await exit;
		},
		log: () => readFileSync(logFile, 'utf8'),
	};
}

/** Waits until a started server responds. Otherwise kills it and throws with the end of its log. */
export async function untilReady(
	name: string,
	child: Child,
	ready: () => Promise<boolean> | boolean,
): Promise<void> {
	const start = until(`${name} being ready`, 300, async () => {
		if (child.ended() !== undefined) throw new Error(`${name} ended: ${child.ended()}`);
		return (await ready()) || undefined;
	});
	await start.catch(async (cause: unknown) => {
		await child.end('SIGKILL');
		throw new Error(`${name} didn't start. Its log ends with:\n${tail(child.log())}`, { cause });
	});
}

/** Whether a server responds with success. */
export async function answers(url: string): Promise<boolean> {
	return await fetch(url).then(
		(response) => response.ok,
		() => false,
	);
}

/** The last lines of a log. */
function tail(log: string, lines = 30): string {
	return log.trimEnd().split('\n').slice(-lines).join('\n');
}
