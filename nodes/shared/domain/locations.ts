import { tunableModels } from './tunableModels';

/** Where Vertex AI is asked when nobody says where. */
export const defaultLocation = 'us-central1';

/** A region such as `us-central1`, a multi-region or `global`. */
export interface Location {
	id: string;
	/** Models that are tuned there, as far as the table tells. */
	tuned: string[];
	/** Models whose tuned models are called there. */
	served: string[];
}

/** The locations that the table of tunable models knows, and `global`, where base models are called. */
export function knownLocations(): Location[] {
	const ids = tunableModels.flatMap(({ tuningLocations, servingLocations }) => [
		...(tuningLocations ?? []),
		...(servingLocations ?? []),
	]);
	return [...new Set([defaultLocation, ...ids, 'global'])].map((id) => ({
		id,
		tuned: namesOf(({ tuningLocations }) => tuningLocations?.includes(id)),
		served: namesOf(({ servingLocations }) => servingLocations?.includes(id)),
	}));
}

function namesOf(isMeant: (model: (typeof tunableModels)[number]) => boolean | undefined): string[] {
	return tunableModels.filter(isMeant).map(({ displayName }) => displayName);
}
