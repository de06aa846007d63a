/** The models that Vertex AI can tune. */

/** When Google retires a model, and the tuned models made from it. */
interface Retirement {
	/** `YYYY-MM-DD` */
	date: string;
	/** `on`: Google retires it on this day. `notBefore`: Google keeps it at least until then. */
	kind: 'on' | 'notBefore';
	/** Name of the model to use instead; null if it isn't known yet. */
	successor: string | null;
}

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
	/** Whether Google documents preference tuning for the model. */
	preference: boolean;
	retirement: Retirement | null;
}

/** Day of the table's newest source. */
export const tunableModelsAsOf = '2026-11-29';

const gemini3 = {
	adapterSizes: [1, 2, 4, 8, 16],
	tuningLocations: ['us-central1', 'europe-west4'],
	servingLocations: ['us', 'eu'],
	ownKey: false,
	preference: false,
	retirement: null,
} as const;

const notBefore = (date: string) => ({ date, kind: 'notBefore', successor: null }) as const;

const gemini2 = {
	tuningLocations: null,
	servingLocations: null,
	ownKey: true,
} as const;

const retired = (successor: string) => ({ date: '2026-10-20', kind: 'on', successor }) as const;

/**
 * Newest first. Source: docs.cloud.google.com/gemini-enterprise-agent-platform/reference/models/tuning and the pages on
 * supervised fine-tuning, as of 2026. Google changes the list every few months, so an unknown model causes a
 * warning, never an error.
 */
export const tunableModels: readonly TunableModel[] = [
	{
		model: 'gemini-3.5-flash',
		displayName: 'Gemini 3.5 Flash',
		...gemini3,
		retirement: notBefore('2027-05-19'),
	},
	{ model: 'gemini-3.5-flash-lite', displayName: 'Gemini 3.5 Flash-Lite', ...gemini3 },
	{
		model: 'gemini-3.1-flash-lite',
		displayName: 'Gemini 3.1 Flash-Lite',
		...gemini3,
		retirement: notBefore('2027-05-07'),
	},
	{
		model: 'gemini-2.5-pro',
		displayName: 'Gemini 2.5 Pro',
		adapterSizes: [1, 2, 4, 8],
		...gemini2,
		preference: false,
		retirement: retired('gemini-3.5-flash'),
	},
	{
		model: 'gemini-2.5-flash',
		displayName: 'Gemini 2.5 Flash',
		adapterSizes: [1, 2, 4, 8, 16],
		...gemini2,
		preference: true,
		retirement: retired('gemini-3.5-flash'),
	},
	{
		model: 'gemini-2.5-flash-lite',
		displayName: 'Gemini 2.5 Flash-Lite',
		adapterSizes: [1, 2, 4, 8, 16],
		...gemini2,
		preference: true,
		retirement: retired('gemini-3.5-flash-lite'),
	},
];

/** The models of the table that Google hasn't retired. @param now milliseconds since 1970 */
export function livingModels(now: number): TunableModel[] {
	return tunableModels.filter((model) => !isRetired(model, now));
}

/** Whether Google has retired a model; a day begins in UTC. @param now milliseconds since 1970 */
export function isRetired({ retirement }: TunableModel, now: number): boolean {
	return retirement?.kind === 'on' && now >= Date.parse(retirement.date);
}

/** Undefined for a model outside the table. */
export function findTunableModel(model: string): TunableModel | undefined {
	return tunableModels.find((candidate) => candidate.model === model);
}
