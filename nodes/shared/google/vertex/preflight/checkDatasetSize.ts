import type { StoredDataset } from '../../tuning';
import { findObject, parseUri } from '../storage/storageCalls';
import type { Finding, PreflightCalls } from './setupFinding';
import { missing, ok } from './setupFinding';

export async function checkDataset({ storage }: PreflightCalls, data: StoredDataset): Promise<Finding> {
	const uris = [data.trainingUri, ...(data.validationUri === undefined ? [] : [data.validationUri])];
	const found = await Promise.all(
		uris.map(async (uri) => {
			const path = parseUri(uri);
			return { uri, isThere: path !== undefined && (await findObject(storage, path)) !== undefined };
		}),
	);
	const lacking = found.filter(({ isThere }) => !isThere).map(({ uri }) => `'${uri}'`);
	if (lacking.length === 0) return ok(`The dataset exists: ${uris.join(', ')}.`);
	return missing(
		`There is no object ${lacking.join(' and no object ')}. Check the address. It is case-sensitive.`,
	);
}
