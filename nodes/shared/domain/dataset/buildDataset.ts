import type { Dataset, Example } from './dataset';
import { fingerprintOf } from '../fingerprint';
import type { Lanes } from './hashes';

/**
 * Puts examples together; what they contain is not checked here.
 *
 * @param hashes of all that each example teaches, where these are known already
 */
export function buildDataset(
	examples: Example[],
	validation: Example[] = [],
	hashes: { training?: Lanes; validation?: Lanes } = {},
): Dataset {
	const fingerprint = fingerprintOf(
		{ examples, hashes: hashes.training },
		{ examples: validation, hashes: hashes.validation },
	);
	return { examples, ...(validation.length > 0 && { validation }), fingerprint };
}
