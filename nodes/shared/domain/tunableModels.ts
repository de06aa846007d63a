/** The models that Vertex AI can tune. */

export interface TunableModel {
	/** Name in a job. */
	model: string;
	displayName: string;
	/** Supported adapter ranks. */
	adapterSizes: readonly number[];
	/** Locations for tuning; null if not documented. */
	tuningLocations: readonly string[] | null;
	/** Locations that serve the tuned model; null for the location of the tuning job. */
	servingLocations: readonly string[] | null;
	/** Whether jobs support a customer-managed encryption key. */
	ownKey: boolean;
	/** Announced day of retirement, `YYYY-MM-DD`. */
	retirement: string | null;
}

/** Month of the table's newest source. */
export const tunableModelsAsOf = '2026-11';

const gemini3 = {
	adapterSizes: [1, 2, 4, 8, 16],
	tuningLocations: ['us-central1', 'europe-west4'],
	servingLocations: ['us', 'eu'],
	ownKey: false,
	retirement: null,
} as const;

const gemini2 = {
	tuningLocations: null,
	servingLocations: null,
	ownKey: true,
	retirement: '2026-10-16',
} as const;

/**
 * Newest first. Source: docs.cloud.google.com/gemini-enterprise-agent-platform/reference/models/tuning and the pages on
 * supervised fine-tuning, as of 2026. Google changes the list every few months, so an unknown model causes a
 * warning, never an error.
 */
export const tunableModels: readonly TunableModel[] = [
	{ model: 'gemini-3.5-flash', displayName: 'Gemini 3.5 Flash', ...gemini3 },
	{ model: 'gemini-3.5-flash-lite', displayName: 'Gemini 3.5 Flash-Lite', ...gemini3 },
	{ model: 'gemini-3.1-flash-lite', displayName: 'Gemini 3.1 Flash-Lite', ...gemini3 },
	{ model: 'gemini-2.5-pro', displayName: 'Gemini 2.5 Pro', adapterSizes: [1, 2, 4, 8], ...gemini2 },
	{ model: 'gemini-2.5-flash', displayName: 'Gemini 2.5 Flash', adapterSizes: [1, 2, 4, 8, 16], ...gemini2 },
	{
		model: 'gemini-2.5-flash-lite',
		displayName: 'Gemini 2.5 Flash-Lite',
		adapterSizes: [1, 2, 4, 8, 16],
		...gemini2,
	},
];

/** Undefined for a model outside the table. */
export function findTunableModel(model: string): TunableModel | undefined {
	return tunableModels.find((candidate) => candidate.model === model);
}
