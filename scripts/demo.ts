/**
 * The main job in a real n8n, against the emulator: rows from Postgres become a tuned model, the trigger workflow fires when it
 * is ready, and the model answers. Everything printed is read back from n8n and the emulator.
 */
import { parseArgs } from 'node:util';
import { runDemo } from './demo/run.ts';

const { values } = parseArgs({
	options: {
		'batch-size': { type: 'string', default: '4' },
		json: { type: 'boolean', default: false },
		keep: { type: 'boolean', default: false },
	},
});

const result = await runDemo({ batchSize: Number(values['batch-size']), keep: values.keep });
if (values.json) console.log(JSON.stringify(result));
