/**
 * Turns 100,000 items into a dataset in a bucket and says, as one line of JSON, how much memory that took above what the items
 * hold. A process of its own, started with --expose-gc: what jest and the emulator hold would count otherwise.
 */
const http = require('node:http');
require('../../../../swcRegister.cjs');
const { storeExamples } = require('../../../../../nodes/shared/google/vertex/storage/storeLines.ts');
const { ConnectionError } = require('../../../../../nodes/shared/google/http/googleErrors.ts');
const { prepareDataset } = require('../../../../../nodes/shared/domain/dataset/prepareDataset.ts');
const { vertexCapabilities } = require('../../../../../nodes/shared/google/vertex/vertexCapabilities.ts');
const { recipeOf } = require('../../domain/dataset/recipeOf.ts');

const { url, accessToken, project, bucket, rows } = JSON.parse(process.argv[2]);

const agent = new http.Agent({ keepAlive: true });
let peak = 0;
const look = () => (peak = Math.max(peak, process.memoryUsage.rss()));

/** As n8n's helper does, by node:http, the body as one buffer. */
async function raw({ method, url: address, query = {}, headers, body }) {
	look();
	const target = new URL(address);
	for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
	const authorized = { ...headers, authorization: `Bearer ${accessToken}`, 'x-goog-user-project': project };
	return await new Promise((resolve, reject) => {
		const lost = () => reject(new ConnectionError('No whole answer arrived'));
		const request = http.request(target, { method, agent, headers: authorized }, (response) => {
			const chunks = [];
			response.on('data', (chunk) => chunks.push(chunk));
			response.on('error', lost);
			response.on('end', () => {
				look();
				resolve({
					status: response.statusCode,
					headers: response.headers,
					text: Buffer.concat(chunks).toString(),
				});
			});
		});
		request.on('error', lost);
		request.end(body);
	});
}

async function main() {
	const items = Array.from({ length: rows }, (_, row) => ({
		json: JSON.parse(
			JSON.stringify({
				question: `${row}: "what?"\n${'what is it? '.repeat(13)}`,
				answer: `${row}\n${'it is thís. '.repeat(11)}`,
			}),
		),
	}));
	globalThis.gc();
	const before = process.memoryUsage.rss();
	const looking = setInterval(look, 5);
	const recipe = recipeOf({ limits: vertexCapabilities.dataset });
	const { examples } = prepareDataset(
		items.map(({ json }) => json),
		recipe,
	).data;
	const waiting = { sleep: async () => await new Promise(setImmediate), random: () => 0.5 };
	const options = { raw, origin: `${url}/storage.googleapis.com`, ...waiting };
	const uri = await storeExamples(options, bucket, examples);
	clearInterval(looking);
	agent.destroy();
	console.log(JSON.stringify({ uri, items: items.length, aboveItems: peak - before, before, peak }));
}

main().catch((error) => {
	console.error(error);
	process.exit(1);
});
