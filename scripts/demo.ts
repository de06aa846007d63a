/**
 * The main job in a real n8n, against the emulator: rows from Postgres become a tuned model, the trigger workflow fires when it
 * is ready, and the model answers. Everything printed is read back from n8n and the emulator.
 */
import { parseArgs } from 'node:util';
import { runDemo } from './demo/run.ts';

const { values } = parseArgs({
	options: {
		api: { type: 'string', default: 'vertex' },
		'batch-size': { type: 'string' },
		json: { type: 'boolean', default: false },
		keep: { type: 'boolean', default: false },
	},
});

const { api, keep, 'batch-size': batchSize } = values;
if (api !== 'vertex' && api !== 'gemini') throw new Error(`--api is vertex or gemini, not ${api}`);
if (api === 'vertex' && batchSize !== undefined)
	throw new Error('Vertex AI chooses the batch size itself: add --api gemini, or leave --batch-size out');

const options = api === 'gemini' ? { batchSize: Number(batchSize ?? 4) } : {};
const result = await runDemo({ api, options, keep });
if (values.json) console.log(JSON.stringify(result));
