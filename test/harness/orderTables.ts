import { orders } from '../fixtures/orders.ts';
import type { N8n } from './n8n.ts';
import type { MariaDb } from './mariadb.ts';
import type { Database } from './postgres.ts';

/** Fills the table `orders` of a Postgres. */
export async function fillPostgres(database: Database): Promise<void> {
	const columns = `id integer, question text, size text, quantity integer, price numeric, ordered date,
		delivered timestamptz, gift boolean, note text, answer text`;
	await database.query(`CREATE TABLE orders (${columns})`);
	await database.query(`INSERT INTO orders SELECT * FROM json_to_recordset($1) AS given(${columns})`, [
		JSON.stringify(orders),
	]);
}

/** Fills the table `orders` of a MariaDB, which has a fixed number of decimals and no time zones. */
export async function fillMariaDb(database: MariaDb): Promise<void> {
	const columns = {
		id: 'INT',
		question: 'TEXT',
		size: 'TEXT',
		quantity: 'INT',
		price: 'DECIMAL(18,7)',
		ordered: 'DATE',
		delivered: 'DATETIME(3)',
		gift: 'BOOLEAN',
		note: 'TEXT',
		answer: 'TEXT',
	};
	const definitions = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
	const paths = definitions.map((definition) => `${definition} PATH '$.${definition.split(' ')[0]}'`);
	const rows = orders.map((order) => ({ ...order, delivered: order.delivered?.replace('Z', '') ?? null }));
	// In hexadecimal, so that no text needs an escape.
	const json = `CONVERT(X'${Buffer.from(JSON.stringify(rows)).toString('hex')}' USING utf8mb4)`;
	await database.execute(`
		CREATE TABLE orders (${definitions.join(', ')});
		INSERT INTO orders SELECT * FROM JSON_TABLE(${json}, '$[*]' COLUMNS (${paths.join(', ')})) AS given;
	`);
}

/** Creates a Data Table of n8n, which numbers its rows itself. Returns its ID. */
export async function makeDataTable({ rest }: N8n): Promise<string> {
	const project = await rest.request<{ id: string }>('GET', '/rest/projects/personal');
	const tables = `/rest/projects/${project.id}/data-tables`;
	const columns = Object.entries({
		question: 'string',
		size: 'string',
		quantity: 'number',
		price: 'number',
		ordered: 'date',
		delivered: 'date',
		gift: 'boolean',
		note: 'string',
		answer: 'string',
	}).map(([name, type]) => ({ name, type }));
	const { id } = await rest.request<{ id: string }>('POST', tables, { name: 'Orders', columns });
	const data = orders.map(({ question, size, quantity, delivered, gift, note, answer, ...order }) => ({
		...{ question, size, quantity, delivered, gift, note, answer },
		price: order.price === null ? null : Number(order.price),
		ordered: order.ordered && `${order.ordered}T00:00:00.000Z`,
	}));
	await rest.request('POST', `${tables}/${id}/insert`, { data, returnType: 'count' });
	return id;
}
