/**
 * Runs the built node on 50 items and then on many, in n8n's engine. Prints one line of JSON: the bytes of heap that the
 * items hold (`held`), and unless `measureOnly` is set, the output of the second run and its largest growth in bytes outside the
 * heap (`buffers`). It is a process of its own, started with --expose-gc, so that what jest and the emulator hold isn't counted
 * and the heap can have a limit.
 */
require('../../swcRegister.cjs');
// The engine clears n8n's folder away as a test file ends.
globalThis.afterAll = (clear) => process.on('exit', clear);
const { runNode } = require('../../engine/run.ts');

const { node, credentials, rows, measureOnly } = JSON.parse(process.argv[2]);

const itemsOf = (count) =>
	Array.from({ length: count }, (_, row) => ({
		json: JSON.parse(
			JSON.stringify({
				question: `${row}: "what?"\n${'what is it? '.repeat(13)}?`,
				answer: `${row}\n${'it is thís. '.repeat(11)}!`,
			}),
		),
	}));

async function create(items) {
	const run = await runNode(node, { credentials, items });
	const error = run.error();
	if (error) throw error;
	return run.json('Node')[0];
}

function report(result) {
	console.log(JSON.stringify(result));
	// The engine's connections would keep the process open.
	process.exit(0);
}

async function main() {
	// The first run loads code, which isn't the items' memory.
	await create(itemsOf(50));
	const items = itemsOf(rows);
	globalThis.gc();
	globalThis.gc();
	const { heapUsed: held, external } = process.memoryUsage();
	if (measureOnly) report({ held });
	let buffers = 0;
	const look = () => (buffers = Math.max(buffers, process.memoryUsage().external - external));
	const looking = setInterval(look, 5);
	const output = await create(items);
	look();
	clearInterval(looking);
	report({ held, output, buffers });
}

main().catch((error) => {
	console.error(error);
	process.exit(1);
});
