import type { adapterSize } from './messages.ts';

export type AdapterSize = Exclude<keyof typeof adapterSize, 'ADAPTER_SIZE_UNSPECIFIED'>;

/** A model that Google publishes. */
export interface BaseModel {
	id: string;
	launchStage: 'GA' | 'PUBLIC_PREVIEW';
	/** Absent for models that can't be tuned. */
	tuning?: {
		adapterSizes: readonly AdapterSize[];
		/** Default of the request. */
		defaultAdapterSize: AdapterSize;
		/** The regions for jobs (default: any). */
		regions?: readonly string[];
		/** The multi-region that serves models tuned in a region (default: that region). */
		servedFrom?: Readonly<Record<string, string>>;
		preference: boolean;
		customerKeys: boolean;
	};
}

const UP_TO_EIGHT: readonly AdapterSize[] = [
	'ADAPTER_SIZE_ONE',
	'ADAPTER_SIZE_TWO',
	'ADAPTER_SIZE_FOUR',
	'ADAPTER_SIZE_EIGHT',
];
const UP_TO_SIXTEEN: readonly AdapterSize[] = [...UP_TO_EIGHT, 'ADAPTER_SIZE_SIXTEEN'];

const third: BaseModel['tuning'] = {
	adapterSizes: UP_TO_SIXTEEN,
	defaultAdapterSize: 'ADAPTER_SIZE_EIGHT',
	regions: ['us-central1', 'europe-west4'],
	servedFrom: { 'us-central1': 'us', 'europe-west4': 'eu' },
	preference: true,
	customerKeys: false,
};
const second: BaseModel['tuning'] = {
	adapterSizes: UP_TO_SIXTEEN,
	defaultAdapterSize: 'ADAPTER_SIZE_EIGHT',
	preference: true,
	customerKeys: true,
};

/**
 * As documented in the second half of 2026. Sources disagree which models of the 2.5 family are available; here they are.
 */
export const baseModels: readonly BaseModel[] = [
	{ id: 'gemini-3.5-flash', launchStage: 'GA', tuning: third },
	{ id: 'gemini-3.5-flash-lite', launchStage: 'GA', tuning: third },
	{ id: 'gemini-3.1-flash-lite', launchStage: 'GA', tuning: third },
	{ id: 'gemini-2.5-flash', launchStage: 'GA', tuning: second },
	{ id: 'gemini-2.5-flash-lite', launchStage: 'GA', tuning: second },
	{ id: 'gemini-2.5-pro', launchStage: 'GA', tuning: { ...second, adapterSizes: UP_TO_EIGHT } },
	{ id: 'gemini-3.7-flash', launchStage: 'GA' },
	{ id: 'gemini-3.8-flash', launchStage: 'GA' },
	{ id: 'gemini-3.1-pro', launchStage: 'PUBLIC_PREVIEW' },
];

export function findBaseModel(id: string): BaseModel | undefined {
	return baseModels.find((model) => model.id === id);
}

/** The tuning settings of a model in a region; undefined without tuning. */
export function tunableIn(id: string, region: string): BaseModel['tuning'] {
	const { tuning } = findBaseModel(id) ?? {};
	if (!tuning || !/^[a-z]+-[a-z]+\d+$/.test(region)) return undefined;
	return tuning.regions === undefined || tuning.regions.includes(region) ? tuning : undefined;
}
