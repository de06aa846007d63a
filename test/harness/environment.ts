import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { N8nOptions } from './n8n.ts';

/** n8n's owner, made from the environment at the first start. */
export const owner = { emailOrLdapLoginId: 'owner@example.com', password: 'Passw0rd1' };
const ownerPasswordHash = '$2a$10$FV5zZTQICygNFhlk1oKe/OSeBye8YFUIOPhKeG.2YXk42J1S0yqI.';

/** The same for all, so that every process can decrypt every database's credentials. */
export const encryptionKey = 'example-encryption-key-of-the-end-to-end-tests';

/** Folder where workflows may read and write files, and where n8n stores temporary ones. */
export function workingFolders(userFolder: string) {
	const folders = { files: join(userFolder, 'files'), temporary: join(userFolder, 'temporary') };
	for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
	return folders;
}

/** Everything an n8n process needs. The caller adds all ports but the broker's. */
export function n8nEnvironment(options: N8nOptions, brokerPort: number): Record<string, string> {
	const { database, userFolder, proxy, env } = options;
	const { files, temporary } = workingFolders(userFolder);
	return {
		PATH: [dirname(process.execPath), process.env['PATH']].join(':'),
		HOME: userFolder,
		N8N_USER_FOLDER: userFolder,
		N8N_HOST: '127.0.0.1',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PROTOCOL: 'http',
		N8N_SECURE_COOKIE: 'false',
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '10',
		N8N_ENCRYPTION_KEY: encryptionKey,
		N8N_RESTRICT_FILE_ACCESS_TO: files,
		TMPDIR: temporary,
		GENERIC_TIMEZONE: 'UTC',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		...databaseSettings(database),
		...ownerSettings,
		...quietSettings,
		...runnerSettings,
		...proxy?.env,
		...env,
	};
}

function databaseSettings({
	host,
	port,
	name,
	user,
	password,
}: N8nOptions['database']): Record<string, string> {
	return {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: host,
		DB_POSTGRESDB_PORT: String(port),
		DB_POSTGRESDB_DATABASE: name,
		DB_POSTGRESDB_USER: user,
		DB_POSTGRESDB_PASSWORD: password,
		// Milliseconds. On a busy machine, a new connection takes longer than n8n's 20 s.
		DB_POSTGRESDB_CONNECTION_TIMEOUT: '120000',
	};
}

const ownerSettings = {
	N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'true',
	N8N_INSTANCE_OWNER_EMAIL: owner.emailOrLdapLoginId,
	N8N_INSTANCE_OWNER_FIRST_NAME: 'Olivia',
	N8N_INSTANCE_OWNER_LAST_NAME: 'Owner',
	N8N_INSTANCE_OWNER_PASSWORD_HASH: ownerPasswordHash,
};

/** n8n starts no process for Code nodes; workflows that have some need the mode `internal`. */
const runnerSettings = { N8N_RUNNERS_MODE: 'external', N8N_RUNNERS_AUTH_TOKEN: 'unused' };

/** With these, n8n connects to no host outside this machine. */
const quietSettings = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_DISABLED_MODULES: 'mcp-registry',
};
