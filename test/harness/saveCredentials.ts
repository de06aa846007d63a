import { CipherAes256CBC } from 'n8n-core/dist/encryption/aes-256-cbc.js';
import { encryptionKey } from './environment.ts';
import type { Database } from './postgres.ts';
import type { CredentialFile } from './rest.ts';

/**
 * Saves credentials of n8n's owner, or replaces those with the same ID. n8n's own command `import:credentials` does the
 * same, but starts another n8n for it, which takes seconds. The REST interface can't choose the ID.
 */
export async function saveCredentials(database: Database, credentials: CredentialFile[]): Promise<void> {
	for (const { id, name, type, data } of credentials)
		await database.query(
			`WITH saved AS (
				INSERT INTO credentials_entity (id, name, type, data) VALUES ($1, $2, $3, $4)
				ON CONFLICT (id) DO UPDATE SET name = $2, type = $3, data = $4
				RETURNING id
			)
			INSERT INTO shared_credentials ("credentialsId", "projectId", role)
			SELECT saved.id, project.id, 'credential:owner' FROM saved, project WHERE project.type = 'personal'
			ON CONFLICT DO NOTHING`,
			[id, name, type, new CipherAes256CBC().encrypt(JSON.stringify(data), encryptionKey)],
		);
}
