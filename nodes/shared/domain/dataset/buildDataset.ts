import type { Dataset, Example } from './dataset';
import { fingerprintOf } from '../fingerprint';
import type { Lanes } from './hashes';

/**
 * Builds a dataset without checking the examples.
 *
 * @param hashes of all parts of each example, if already computed
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
