import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import type { BaseModel, Bucket } from '../backend/backend';
import type { Page, PageRequest } from '../backend/paginate';
import { pagesOf } from '../backend/paginate';
import type { TuningJob } from '../domain/job';
import { withConnection } from './withConnection';

const tunedModelsPerPage = 50;
const baseModelsPerPage = 1000;
const bucketsPerPage = 200;

/** The Gemini API's own search words, such as `readers:everyone`, which alone show models shared with everyone. */
const searchOperator = /\b(owner|writers|readers):\S/;

/** What is offered where Google offers nothing to tune; it cannot be picked. */
const nothingToTune: INodeListSearchItems = {
	name: 'Google Offers No Model for Tuning to This Project at the Moment',
	value: '',
	description: 'The Gemini API has had none since May 2025. A model can still be given By ID.',
	url: 'https://ai.google.dev/gemini-api/docs/model-tuning',
};

/**
 * Lists tuned models whose display name, ID or description contains the text. Google's full-text search does not find
 * parts of words, so pages are searched here until one holds a match.
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

/** Lists the base models that Google says can be tuned. */
export async function searchBaseModels(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const found = await findBaseModels(this, ({ canBeTuned }) => canBeTuned, filter, paginationToken);
	const isEmpty = found.results.length === 0 && filter === '' && paginationToken === undefined;
	return isEmpty ? { results: [nothingToTune] } : found;
}

/** Lists the base models that there are to ask. */
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

/** One page of choices; pages without any are passed over, as a list that shows nothing would not ask for more. */
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

/** What a job is picked by: Vertex AI knows its model only when it has ended, the Gemini API lists models without their jobs. */
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
