/** Hyperparameters of Vertex AI, in both directions. */
import { defined } from '../../../domain/defined';
import type { Hyperparameters, HyperparameterValues } from '../../../domain/job';
import { noHyperparameters } from '../../../domain/job';
import { ConfigurationError } from '../../http/googleErrors';
import { finite } from '../../http/shape';
import type { AdapterSize, PreferenceHyperParameters } from '../vertexWire';

/** Names of adapter ranks on the wire. */
const names = new Map<number, AdapterSize>([
	[1, 'ADAPTER_SIZE_ONE'],
	[2, 'ADAPTER_SIZE_TWO'],
	[4, 'ADAPTER_SIZE_FOUR'],
	[8, 'ADAPTER_SIZE_EIGHT'],
	[16, 'ADAPTER_SIZE_SIXTEEN'],
	[32, 'ADAPTER_SIZE_THIRTY_TWO'],
]);

const ranks = new Map<string, number>([...names].map(([rank, name]) => [name, rank]));

/** @throws ConfigurationError for an adapter rank that Vertex AI doesn't support */
export function toHyperParameters({
	epochCount,
	learningRateMultiplier,
	adapterSize,
	beta,
}: Partial<Hyperparameters>): PreferenceHyperParameters {
	return defined({
		epochCount: epochCount === undefined ? undefined : String(epochCount),
		learningRateMultiplier,
		adapterSize: adapterSize === undefined ? undefined : toAdapterSize(adapterSize),
		beta,
	});
}

export function fromHyperParameters({
	epochCount,
	learningRateMultiplier,
	adapterSize = '',
	beta,
}: PreferenceHyperParameters): HyperparameterValues {
	return {
		...noHyperparameters,
		...defined({
			epochCount: finite(epochCount),
			learningRateMultiplier,
			adapterSize: ranks.get(adapterSize),
			beta,
		}),
	};
}

function toAdapterSize(rank: number): AdapterSize {
	const name = names.get(rank);
	if (name !== undefined) return name;
	throw new ConfigurationError(
		`Vertex AI has no adapter size ${rank}`,
		`Use one of ${[...names.keys()].join(', ')}. Nothing was created.`,
	);
}
