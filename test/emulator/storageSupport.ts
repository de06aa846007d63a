import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { send } from './support.ts';
import type { Answer } from './support.ts';
import { BUCKET, makeBucket, STORAGE } from './vertexSupport.ts';

export const START = Date.UTC(2026, 10, 23, 8, 0, 0, 250);
export const OBJECTS = `${STORAGE}/storage/v1/b/${BUCKET}/o`;

/** The members of an object's resource that tests read. */
export interface ObjectBody {
	name: string;
	generation: string;
	metageneration: string;
	size: string;
	md5Hash: string;
	crc32c: string;
	timeCreated: string;
	updated: string;
	metadata?: Record<string, string>;
}

/** An emulator with an empty bucket. Call `close` at the end. */
export async function startStorage(): Promise<Emulator> {
	const emulator = await startEmulator({ clock: 'held', startAt: START });
	await makeBucket(emulator);
	return emulator;
}

/** Uploads an object in one request. */
export async function write(
	emulator: Emulator,
	name: string,
	body: string,
	query = '',
): Promise<Answer<ObjectBody>> {
	const line = `POST ${STORAGE}/upload/storage/v1/b/${BUCKET}/o?uploadType=media&name=${name}${query}`;
	return await send(emulator, line, { headers: { 'content-type': 'text/plain' }, body });
}

/** The response for an unmet precondition. */
export const refused = {
	status: 412,
	body: { error: { code: 412, errors: [{ reason: 'conditionNotMet', domain: 'global' }] } },
};
