/**
 * Runs the built node on 50 items and then on many, in n8n's engine, and says, as one line of JSON, what it put out the second time
 * and how much memory that took above what the items hold. A process of its own, started with --expose-gc: what jest and the
 * emulator hold would count otherwise.
 */
require('../../swcRegister.cjs');
// The engine clears n8n's folder away as a test file ends.
globalThis.afterAll = (clear) => process.on('exit', clear);
const { runNode } = require('../../engine/run.ts');

const { node, credentials, rows } = JSON.parse(process.argv[2]);

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

async function main() {
	// What is loaded at the first run is not the items'.
	await create(itemsOf(50));
	const items = itemsOf(rows);
	globalThis.gc();
	globalThis.gc();
	const before = process.memoryUsage.rss();
	let peak = before;
	const look = () => (peak = Math.max(peak, process.memoryUsage.rss()));
	const looking = setInterval(look, 5);
	const output = await create(items);
	look();
	clearInterval(looking);
	console.log(JSON.stringify({ output, aboveItems: peak - before }));
	// The engine's connections would keep the process open.
	process.exit(0);
}

main().catch((error) => {
	console.error(error);
	process.exit(1);
});
