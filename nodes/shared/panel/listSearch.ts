import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import type { BaseModel, Bucket } from '../google/backend';
import type { Page, PageRequest } from '../google/http/paginate';
import { pagesOf } from '../google/http/paginate';
import type { TuningJob } from '../domain/job';
import { withConnection } from './withConnection';

const tunedModelsPerPage = 50;
const baseModelsPerPage = 1000;
const bucketsPerPage = 200;

/** The Gemini API's search operators. Only `readers:everyone` finds models shared with everyone. */
const searchOperator = /\b(owner|writers|readers):\S/;

/** The list's only entry if Google offers no model for tuning. Its empty value can't be selected. */
const nothingToTune: INodeListSearchItems = {
	name: 'Google Currently Offers No Model for Tuning to This Project',
	value: '',
	description:
		'The Gemini API has offered no model for tuning since May 2025. You can still enter a model with By ID.',
	url: 'https://ai.google.dev/gemini-api/docs/model-tuning',
};

/**
 * Lists tuned models whose display name, ID or description contains the text. Searches page by page until one has a match,
 * because Google's full-text search doesn't find parts of words.
 */
export async function searchTunedModels(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await withConnection(this, async ({ backend }) => {
		const isQuery = backend.supports.sharing && searchOperator.test(filter);
		const request = { pageSize: tunedModelsPerPage, ...(isQuery ? { filter } : {}) };
		return await firstMatches(
			'tuned models',
			(page) => backend.list({ ...request, ...page }),
			(job) => isQuery || contains(filter, job.displayName, nameOf(job), job.description),
			toTunedModelChoice,
			paginationToken,
		);
	});
}

/** Lists the base models that Google marks as tunable. */
export async function searchBaseModels(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const found = await findBaseModels(this, ({ canBeTuned }) => canBeTuned, filter, paginationToken);
	const isEmpty = found.results.length === 0 && filter === '' && paginationToken === undefined;
	return isEmpty ? { results: [nothingToTune] } : found;
}

/** Lists the base models that accept prompts. */
export async function searchAskableModels(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await findBaseModels(this, () => true, filter, paginationToken);
}

async function findBaseModels(
	ctx: ILoadOptionsFunctions,
	isWanted: (model: BaseModel) => boolean,
	filter: string,
	paginationToken: string | undefined,
): Promise<INodeListSearchResult> {
	return await withConnection(
		ctx,
		async ({ backend }) =>
			await firstMatches(
				'base models',
				(page) => backend.listBaseModels({ pageSize: baseModelsPerPage, ...page }),
				(model) => isWanted(model) && contains(filter, model.name, model.displayName),
				toBaseModelChoice,
				paginationToken,
			),
	);
}

/** Lists the buckets of the credential's project. */
export async function searchBuckets(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await withConnection(
		this,
		async ({ backend }) =>
			await firstMatches(
				'buckets',
				async (page) => (await backend.listBuckets?.({ pageSize: bucketsPerPage, ...page })) ?? { items: [] },
				({ name }) => contains(filter, name),
				toBucketChoice,
				paginationToken,
			),
	);
}

/** The first page with matches: n8n stops paging after an empty one. */
async function firstMatches<T>(
	what: string,
	fetchPage: (page: PageRequest) => Promise<Page<T>>,
	matches: (item: T) => boolean,
	toChoice: (item: T) => INodeListSearchItems,
	paginationToken: string | undefined,
): Promise<INodeListSearchResult> {
	const request = paginationToken ? { pageToken: paginationToken } : {};
	for await (const { items, nextPageToken } of pagesOf(what, fetchPage, request)) {
		const results = items.filter(matches).map(toChoice);
		if (nextPageToken === undefined) return { results };
		if (results.length > 0) return { results, paginationToken: nextPageToken };
	}
	return { results: [] };
}

function contains(filter: string, ...texts: string[]): boolean {
	const wanted = filter.trim().toLowerCase();
	return texts.some((text) => text.toLowerCase().includes(wanted));
}

/** The job's name, or its model's. Vertex AI returns the model only of a finished job; the Gemini API lists models without jobs. */
function nameOf({ name, tunedModel }: TuningJob): string {
	return name ?? tunedModel ?? '';
}

function toTunedModelChoice(job: TuningJob): INodeListSearchItems {
	const { displayName, state } = job;
	const value = nameOf(job);
	const id = value.slice(value.lastIndexOf('/') + 1);
	const remark = state === 'succeeded' ? '' : `, ${state}`;
	return { name: displayName ? `${displayName} (${id}${remark})` : `${id}${remark}`, value };
}

function toBaseModelChoice({ name, displayName, description }: BaseModel): INodeListSearchItems {
	return {
		name: displayName ? `${displayName} (${name.replace('models/', '')})` : name,
		value: name,
		description,
	};
}

function toBucketChoice({ name, location }: Bucket): INodeListSearchItems {
	return { name: location === null ? name : `${name} (${location})`, value: name };
}
