import { present, unlessDefault } from '../json.ts';
import type { Json } from '../json.ts';
import type { Bucket, StoredObject } from './tables.ts';

/** `2024-04-14T12:14:39.204Z`: Cloud Storage's times have milliseconds. */
function timestamp(ms: number): string {
	return new Date(ms).toISOString();
}

export function etagOf({
	generation,
	metageneration,
}: Pick<StoredObject, 'generation' | 'metageneration'>): string {
	return Buffer.from(`${generation}/${metageneration}`).toString('base64');
}

/** @param base address of this service, see baseUrl */
export function renderObject(object: StoredObject, base: string): { [key: string]: Json } {
	const { bucket, name, generation, metageneration, settings, content, createTime, updateTime } = object;
	const path = `/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}`;
	const { metadata, contentType, storageClass = 'STANDARD', ...rest } = settings;
	return present({
		kind: 'storage#object',
		id: `${bucket}/${name}/${generation}`,
		selfLink: base + path,
		mediaLink: `${base}/download${path}?generation=${generation}&alt=media`,
		name,
		bucket,
		generation,
		metageneration: String(metageneration),
		contentType,
		storageClass,
		size: String(content.size),
		md5Hash: content.md5Hash,
		...rest,
		metadata: metadata && Object.keys(metadata).length > 0 ? { ...metadata } : undefined,
		crc32c: content.crc32c,
		etag: etagOf(object),
		timeCreated: timestamp(createTime),
		updated: timestamp(updateTime),
		timeStorageClassUpdated: timestamp(createTime),
		timeFinalized: timestamp(createTime),
	});
}

export function renderBucket(bucket: Bucket, projectNumber: string, base: string): { [key: string]: Json } {
	const { name, location, locationType, storageClass, labels, createTime, updateTime, metageneration } =
		bucket;
	return present({
		kind: 'storage#bucket',
		selfLink: `${base}/storage/v1/b/${name}`,
		id: name,
		name,
		projectNumber,
		metageneration: String(metageneration),
		location,
		storageClass,
		etag: Buffer.from(String(metageneration)).toString('base64'),
		timeCreated: timestamp(createTime),
		updated: timestamp(updateTime),
		labels: Object.keys(labels).length > 0 ? { ...labels } : undefined,
		...bucket.settings,
		locationType: unlessDefault(locationType),
	});
}
