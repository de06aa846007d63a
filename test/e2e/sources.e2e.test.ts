/** The same rows from every source become the same dataset, byte by byte, in the real n8n. */
import type { IBinaryKeyData, INodeParameters } from 'n8n-workflow';
import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import { serviceAccountCredential } from '../../scripts/demo/stage.ts';
import type { Order } from '../fixtures/orders.ts';
import { orders, textsOf } from '../fixtures/orders.ts';
import { chain, start } from '../harness/chain.ts';
import { endToEnd } from '../harness/endToEnd.ts';
import type { CredentialFile, Execution, MitmProxy, N8n } from '../harness/harness.ts';
import { copyTemplate, errorOf, itemsOf, startMitmProxy, startN8n } from '../harness/harness.ts';
import type { MariaDb } from '../harness/mariadb.ts';
import { mariaDbPrograms, startMariaDb } from '../harness/mariadb.ts';
import { sheetOfOrders } from '../harness/orderFiles.ts';
import type { OrderSource } from '../harness/orderSources.ts';
import { dataTableSource, fileSources, sheetSources, sqlSource } from '../harness/orderSources.ts';
import { fillMariaDb, fillPostgres } from '../harness/orderTables.ts';
import type { SheetsStandIn } from '../harness/sheetsStandIn.ts';
import { sheetsCredential, startSheetsStandIn } from '../harness/sheetsStandIn.ts';
import { postgresCredential } from '../harness/workflowFiles.ts';

const hasMariaDb = mariaDbPrograms() !== undefined;
if (!hasMariaDb) console.info("MySQL isn't tested: there is no mariadbd on this machine");

let emulator: Emulator;
let place: Awaited<ReturnType<typeof copyTemplate>>;
let n8n: N8n;
let mariaDb: MariaDb | undefined;
let sheets: SheetsStandIn;
let proxy: MitmProxy;
let account: CredentialFile;
let sources: Record<string, OrderSource>;

beforeAll(async () => {
	const { postgres, template } = endToEnd();
	emulator = await startEmulator();
	account = serviceAccountCredential(emulator);
	const rows = await postgres.createDatabase(`orders_${process.pid}`);
	await fillPostgres(rows);
	const credential = postgresCredential(rows);
	mariaDb = hasMariaDb ? await startMariaDb() : undefined;
	if (mariaDb) await fillMariaDb(mariaDb);
	sheets = await startSheetsStandIn(sheetOfOrders());
	proxy = await startMitmProxy(sheets.url, ['sheets.googleapis.com']);
	place = await copyTemplate(postgres, template);
	// Dates must not shift if midnight isn't midnight in UTC.
	n8n = await startN8n({ ...place, proxy, env: { TZ: 'America/New_York' } });
	const credentials = [account, credential, sheetsCredential, ...(mariaDb ? [mariaDb.credential] : [])];
	await n8n.rest.importCredentials(credentials);
	sources = {
		Postgres: sqlSource('postgres', 2.7, credential),
		'Postgres, node version 2.6': sqlSource('postgres', 2.6, credential),
		...(mariaDb && { MariaDB: sqlSource('mySql', 2.5, mariaDb.credential) }),
		'a Data Table': await dataTableSource(n8n),
		...(await fileSources(n8n)),
		...sheetSources(sheetsCredential),
	};
});

afterAll(async () => {
	await n8n?.stop();
	await proxy?.stop();
	await sheets?.stop();
	await mariaDb?.stop();
	await emulator?.close();
	place?.remove();
});

const names = [
	'Postgres',
	'Postgres, node version 2.6',
	'a Data Table',
	'Extract From File, xlsx',
	'Extract From File, CSV',
	'an xlsx file',
	'a CSV file',
	'a JSONL file',
	'Google Sheets',
	'Google Sheets with serial numbers',
	'Google Sheets as shown',
];

const inputTemplate = `{question}
Order {id} of {ordered}, delivered {delivered}: {quantity} of size {size} at {price} each, gift: {gift}
Note: {note}`;

/** Vertex AI's format of an example; written by hand, so that a converter can't hide its own mistake. */
const lines = orders.map((order) => {
	const { question, id, ordered, delivered, quantity, size, price, gift, note, answer } = textsOf(order);
	const input = `${question}
Order ${id} of ${ordered}, delivered ${delivered}: ${quantity} of size ${size} at ${price} each, gift: ${gift}
Note: ${note}`;
	return JSON.stringify({
		contents: [
			{ role: 'user', parts: [{ text: input }] },
			{ role: 'model', parts: [{ text: answer }] },
		],
	});
});

const types = {
	id: 'number',
	question: 'text',
	size: 'text',
	quantity: 'number',
	price: 'number',
	ordered: 'date',
	delivered: 'date',
	gift: 'boolean',
	note: 'text',
	answer: 'text',
};
const columnTypes = {
	column: Object.entries(types).map(([name, type]) => ({ name, type, emptyMeansNull: true })),
};

/** Runs the node on the rows of a source. */
async function run(name: string, operation: string, parameters: INodeParameters): Promise<Execution> {
	const { nodes, file } = sources[name] ?? { nodes: [] };
	const id = `${operation}-${Object.keys(sources).indexOf(name)}`;
	const dataset = {
		name: 'Dataset',
		type: 'n8n-nodes-gemini-tuning.geminiCreateTunedModel',
		credentials: { [account.type]: { id: account.id, name: account.name } },
		parameters: {
			authentication: 'googleAuth',
			api: 'vertex',
			operation,
			baseModel: { __rl: true, mode: 'id', value: 'gemini-2.5-flash' },
			examplesFrom: file === undefined ? 'items' : 'file',
			exampleFormat: 'templates',
			inputTemplate,
			outputTemplate: '{answer}',
			...parameters,
		},
	};
	await n8n.rest.importWorkflows([chain(id, [start, ...nodes, dataset])]);
	const execution = await n8n.rest.runWorkflow(id, 'Start');
	expect(errorOf(execution)).toBeUndefined();
	return execution;
}

async function build(name: string, parameters: INodeParameters): Promise<Record<string, string>> {
	const execution = await run(name, 'buildDataset', { columnTypes, ...parameters });
	const files = filesOf(execution);
	const read = async (kind: string) => (files[kind] ? await n8n.rest.binary(files[kind]) : '');
	return { training: await read('training'), validation: await read('validation') };
}

function filesOf({ data }: Execution): IBinaryKeyData {
	return data.resultData.runData['Dataset']?.[0]?.data?.['main']?.[0]?.[0]?.binary ?? {};
}

/** The expected findings of a source when no column has a type, with the rows where users find them. */
/** Places in a workbook name its sheet. */
const sheetOf = (file: string) => (file.endsWith('.xlsx') ? { sheet: 'Sheet1' } : {});

function doubtsOf(name: string): object[] {
	const { doubtful, file } = sources[name] ?? { doubtful: [] };
	return doubtful.map((column) => {
		const isDoubtful = (order: Order) =>
			column === 'size' ? /^[1-9]/.test(order.size) : order[column] !== null;
		const items = orders.flatMap((order, item) => (isDoubtful(order) ? [item] : []));
		const places = items.map((item) =>
			file === undefined ? { item } : { file, ...sheetOf(file), row: item + 2 },
		);
		return expect.objectContaining({
			message: expect.stringContaining(`'${column}'`),
			action: 'report',
			count: items.length,
			rows: places.slice(0, 100),
		});
	});
}

describe.each(hasMariaDb ? [...names, 'MariaDB'] : names)('the rows of %s', (name) => {
	it('are the same dataset once each column has a type', async () => {
		const { training, validation } = await build(name, {});
		expect(training?.trimEnd().split('\n')).toEqual(lines);
		expect(validation).toBe('');
	});

	it('have findings if a column without a type mixes kinds or contains serial dates', async () => {
		const findings = itemsOf(await run(name, 'checkDataset', {}), 'Dataset');
		const mixed = findings.filter(({ check }) => check === 'mixedColumn');
		expect(mixed).toHaveLength(sources[name]?.doubtful.length ?? 0);
		expect(mixed).toEqual(expect.arrayContaining(doubtsOf(name)));
	});
});

it('splits the rows in the same way for every source', async () => {
	const options = { validationSplit: { split: { share: 0.2, seed: '7' } } };
	const [first, ...others] = await Promise.all(
		['Postgres', 'Extract From File, xlsx', 'a CSV file'].map(async (name) => await build(name, { options })),
	);
	for (const other of others) expect(other).toEqual(first);
	const sides = Object.values(first ?? {}).map((side) => side.trimEnd().split('\n'));
	expect(sides.flat().sort()).toEqual([...lines].sort());
	expect(sides.map((side) => side.length > 20)).toEqual([true, true]);
});

it('calls only the sheet, and Google only to count tokens', () => {
	expect(proxy.refused).toEqual([]);
	const asked = new Set(emulator.requests.list().map(({ path }) => path.replace(/^.*[/:]/, '')));
	expect([...asked].sort()).toEqual(['countTokens', 'token']);
});
