import { execFile } from 'node:child_process';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startChild, untilReady } from './child.ts';
import { temporaryFolder } from './leftovers.ts';
import { freePort } from './ports.ts';
import { programPath } from './programs.ts';
import type { CredentialFile } from './rest.ts';

const run = promisify(execFile);
const account = { user: 'reader', password: 'reader-password', database: 'sources' };

export interface MariaDb {
	/** For n8n's MySQL node. */
	credential: CredentialFile;
	/** Runs SQL in the credential's database. */
	execute(sql: string): Promise<void>;
	/** Stops the server and removes its data. */
	stop(): Promise<void>;
}

/** The programs of MariaDB; undefined if one is missing, so that tests can be skipped. */
export function mariaDbPrograms() {
	const [server, install, client] = ['mariadbd', 'mariadb-install-db', 'mariadb'].map(programPath);
	return server && install && client ? { server, install, client } : undefined;
}

/** Starts a separate MariaDB on a free port of 127.0.0.1, with its data in a temporary folder. */
export async function startMariaDb(): Promise<MariaDb> {
	const programs = mariaDbPrograms();
	if (!programs) throw new Error("MariaDB isn't installed");
	const folder = temporaryFolder('mariadb');
	const data = join(folder.path, 'data');
	const owner = dataOwner(folder.path, data);
	await run(programs.install, [
		'--no-defaults',
		...owner,
		`--datadir=${data}`,
		'--auth-root-authentication-method=normal',
		'--skip-test-db',
	]);
	const port = await freePort();
	const socket = join(folder.path, 'socket');
	const child = await startChild(
		programs.server,
		[
			'--no-defaults',
			...owner,
			`--datadir=${data}`,
			'--bind-address=127.0.0.1',
			`--port=${port}`,
			`--socket=${socket}`,
			'--character-set-server=utf8mb4',
		],
		{ env: {}, logFile: join(folder.path, 'mariadb.log') },
	);
	await untilReady('MariaDB', child, () => child.log().includes('ready for connections'));
	const execute = async (sql: string, database = '') => {
		const file = join(folder.path, 'statements.sql');
		writeFileSync(file, sql);
		const options = [`--socket=${socket}`, '--user=root', '--default-character-set=utf8mb4'];
		await run(programs.client, [
			'--no-defaults',
			...options,
			`--database=${database}`,
			`--execute=source ${file}`,
		]);
	};
	await execute(`
		CREATE DATABASE ${account.database};
		CREATE USER ${account.user}@'127.0.0.1' IDENTIFIED BY '${account.password}';
		CREATE USER ${account.user}@localhost IDENTIFIED BY '${account.password}';
		GRANT ALL ON ${account.database}.* TO ${account.user}@'127.0.0.1', ${account.user}@localhost;
	`);
	return {
		credential: {
			id: 'mariadb',
			name: 'MySQL account',
			type: 'mySql',
			data: { host: '127.0.0.1', port, ssl: false, sshTunnel: false, ...account },
		},
		execute: async (sql) => await execute(sql, account.database),
		async stop() {
			await child.end('SIGTERM');
			folder.remove();
		},
	};
}

/** MariaDB refuses to run as root, so root runs it as "nobody". */
function dataOwner(...folders: [string, string]): string[] {
	mkdirSync(folders[1]);
	if (process.getuid?.() !== 0) return [];
	const nobody = 65534;
	for (const folder of folders) chownSync(folder, nobody, nobody);
	return ['--user=nobody'];
}
