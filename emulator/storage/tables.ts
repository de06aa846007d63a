import type { Json } from '../json.ts';
import type { Content } from './content.ts';
import type { Preconditions } from './preconditions.ts';

export interface Bucket {
	name: string;
	/** ID of its project. */
	project: string;
	/** In capitals, e.g. `US-CENTRAL1`. */
	location: string;
	locationType: 'region' | 'dual-region' | 'multi-region';
	storageClass: string;
	labels: Record<string, string>;
	createTime: number;
	updateTime: number;
	metageneration: number;
	/** Settings that are stored and returned, but have no effect here. */
	settings: Record<string, Json>;
}

/** An object's metadata that clients can set. */
export interface ObjectSettings {
	contentType?: string;
	cacheControl?: string;
	contentDisposition?: string;
	contentEncoding?: string;
	contentLanguage?: string;
	storageClass?: string;
	metadata?: Record<string, string>;
}

/** One generation of an object. */
export interface StoredObject {
	bucket: string;
	name: string;
	/** Microseconds since 1970 of the write, made unique. */
	generation: string;
	metageneration: number;
	settings: ObjectSettings;
	content: Content;
	createTime: number;
	updateTime: number;
}

/** A resumable upload, from its first request until a week later. */
export interface UploadSession {
	id: string;
	bucket: string;
	name: string;
	settings: ObjectSettings;
	/** Checksums that the finished object needs, if the client sent any. */
	expected: { md5Hash?: string; crc32c?: string };
	preconditions: Preconditions;
	/** The caller that started it. Later requests need only the session's address. */
	caller: string;
	content: Content;
	/** The size of the whole object, once a request contained it. */
	total?: number;
	createTime: number;
	state: 'open' | 'finished' | 'cancelled';
	/** The object that the upload created. */
	object?: StoredObject;
}

/** The content of Cloud Storage. */
export class StorageTables {
	/** By name; all projects share the names. */
	readonly buckets = new Map<string, Bucket>();
	readonly sessions = new Map<string, UploadSession>();
	readonly #objects = new Map<string, Map<string, StoredObject>>();
	#lastGeneration = 0;

	/** The live objects of a bucket, by name. */
	objects(bucket: string): Map<string, StoredObject> {
		let objects = this.#objects.get(bucket);
		if (!objects) this.#objects.set(bucket, (objects = new Map()));
		return objects;
	}

	nextGeneration(now: number): string {
		this.#lastGeneration = Math.max(this.#lastGeneration + 1, Math.round(now * 1000));
		return String(this.#lastGeneration);
	}

	clear(): void {
		this.buckets.clear();
		this.sessions.clear();
		this.#objects.clear();
	}
}
