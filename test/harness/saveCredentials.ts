import { createCipheriv, createHash, randomBytes } from 'node:crypto';
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
			[id, name, type, encrypt(JSON.stringify(data))],
		);
}

/** Encrypts like n8n's class `CipherAes256CBC`, which is OpenSSL's `enc -aes-256-cbc -md md5`. */
function encrypt(text: string): string {
	const md5 = (...parts: Buffer[]) => createHash('md5').update(Buffer.concat(parts)).digest();
	const salt = randomBytes(8);
	const password = Buffer.concat([Buffer.from(encryptionKey), salt]);
	const first = md5(password);
	const second = md5(first, password);
	const cipher = createCipheriv('aes-256-cbc', Buffer.concat([first, second]), md5(second, password));
	return Buffer.concat([Buffer.from('Salted__'), salt, cipher.update(text), cipher.final()]).toString(
		'base64',
	);
}
