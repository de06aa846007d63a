/** What is known of the models that Vertex AI tunes. */

export interface TunableModel {
	/** As a job names it. */
	model: string;
	displayName: string;
	/** Ranks of an adapter that it can be tuned with. */
	adapterSizes: readonly number[];
	/** Where it is tuned; null where no page tells. */
	tuningLocations: readonly string[] | null;
	/** Where the tuned model is served; null where no page tells, and then it is where it was tuned. */
	servingLocations: readonly string[] | null;
	/** Whether what a job makes can be encrypted with a key of one's own. */
	ownKey: boolean;
	/** Day that was announced for its end, `YYYY-MM-DD`. */
	retirement: string | null;
}

/** Month of the newest page that the table was made from. */
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
 * supervised fine-tuning, as read in 2026. Google changes the list every few months, so a model that is not in it is a reason
 * for a warning, never for a refusal.
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

/** Undefined for a model that is not in the table. */
export function findTunableModel(model: string): TunableModel | undefined {
	return tunableModels.find((candidate) => candidate.model === model);
}
