import { ConfigurationError } from '../../http/googleErrors';
import type { AdapterSize } from '../vertexWire';

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

/** @throws ConfigurationError for a rank that Vertex AI doesn't support */
export function toAdapterSize(rank: number): AdapterSize {
	const name = names.get(rank);
	if (name !== undefined) return name;
	throw new ConfigurationError(
		`Vertex AI has no adapter size ${rank}`,
		`Use one of ${[...names.keys()].join(', ')}. Nothing was created.`,
	);
}

/** Null for an absent or unknown name. */
export function fromAdapterSize(name: string | undefined): number | null {
	return name === undefined ? null : (ranks.get(name) ?? null);
}
