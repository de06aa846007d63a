import { tunableModels } from './tunableModels';

/** Default location of Vertex AI. */
export const defaultLocation = 'us-central1';

/** A region such as `us-central1`, a multi-region or `global`. */
export interface Location {
	id: string;
	/** Models that the location can tune, according to the table. */
	tuned: string[];
	/** Models whose tuned models the location serves. */
	served: string[];
}

/** The locations in the table of tunable models, and `global` for base models. */
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
