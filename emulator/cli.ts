import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmulator } from './api.ts';
import type { EmulatorOptions } from './api.ts';

const USAGE = `Usage: npm run --silent emulator -- [--port 8787] [--speed 60 | --held] [--seed 1]

  --port   port on 127.0.0.1; 0 uses a free port (default 8787)
  --speed  runs jobs this many times faster than real time (default 1)
  --held   stops the clock; POST /emulator/clock {"advanceMs": 1000} moves it
  --seed   makes IDs repeatable

The first line on stdout is JSON: {"url","accessToken","apiKey","serviceAccountKeyFile"}.
`;

function readOptions(): EmulatorOptions | undefined {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '8787' },
			speed: { type: 'string', default: '1' },
			held: { type: 'boolean', default: false },
			seed: { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return undefined;
	const number = (name: string, value: string) => {
		if (value.trim() === '' || !Number.isFinite(Number(value)))
			throw new Error(`--${name} must be a number, not "${value}"`);
		return Number(value);
	};
	return {
		port: number('port', values.port),
		clock: values.held ? 'held' : { speed: number('speed', values.speed) },
		...(values.seed !== undefined && { seed: number('seed', values.seed) }),
	};
}

async function main(): Promise<void> {
	const options = readOptions();
	if (!options) {
		process.stdout.write(USAGE);
		return;
	}
	const emulator = await startEmulator(options);
	const folder = mkdtempSync(join(tmpdir(), 'gemini-tuning-emulator-'));
	const serviceAccountKeyFile = join(folder, 'service-account.json');
	writeFileSync(serviceAccountKeyFile, JSON.stringify(emulator.serviceAccountKey, null, 2), { mode: 0o600 });
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	let stopping = false;
	const stop = () => {
		if (stopping) return;
		stopping = true;
		void emulator.close().then(() => process.exit(0));
	};
	process.on('SIGTERM', stop);
	process.on('SIGINT', stop);
	const { url, accessToken, apiKey } = emulator;
	process.stdout.write(`${JSON.stringify({ url, accessToken, apiKey, serviceAccountKeyFile })}\n`);
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
	process.exitCode = 1;
});
