/**
 * The main job in a real n8n, against the emulator: rows from Postgres become a tuned model, the trigger workflow starts
 * when it is ready, and the model responds. Everything printed is read back from n8n and the emulator.
 */
import { parseArgs } from 'node:util';
import type { DemoOptions } from './demo/run.ts';
import { runDemo } from './demo/run.ts';

const usage = `npm run demo -- [options]
  --api vertex|gemini   the service that tunes (default: vertex)
  --batch-size N        with --api gemini: examples per step (default: 4)
  --json                end with one line of JSON
  --keep                leave n8n open until Ctrl+C`;

function readOptions(): DemoOptions & { json: boolean } {
	const { values } = parseArgs({
		options: {
			api: { type: 'string', default: 'vertex' },
			'batch-size': { type: 'string' },
			help: { type: 'boolean', default: false },
			json: { type: 'boolean', default: false },
			keep: { type: 'boolean', default: false },
		},
	});
	const { api, help, json, keep, 'batch-size': batchSize = '4' } = values;
	if (help) end(usage, 0);
	if (api !== 'vertex' && api !== 'gemini') throw new Error(`--api must be vertex or gemini, not ${api}`);
	if (api === 'vertex' && values['batch-size'] !== undefined)
		throw new Error('Vertex AI chooses the batch size itself: add --api gemini or drop --batch-size');
	if (!/^[1-9]\d*$/.test(batchSize))
		throw new Error(`--batch-size must be a positive whole number, not ${batchSize}`);
	return { api, json, keep, options: api === 'gemini' ? { batchSize: Number(batchSize) } : {} };
}

function end(message: string, status: number): never {
	console.error(message);
	process.exit(status);
}

function readOrEnd(): ReturnType<typeof readOptions> {
	try {
		return readOptions();
	} catch (error) {
		return end(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`, 1);
	}
}

const { json, ...options } = readOrEnd();
const result = await runDemo(options);
if (json) console.log(JSON.stringify(result));
