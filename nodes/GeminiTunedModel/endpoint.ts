import type { IDataObject } from 'n8n-workflow';
import type { Resource } from './operation';
import { pagingFields, readPages } from './paging';

/** Endpoints, which serve tuned models. */
export const endpoint: Resource = {
	name: 'Endpoint',
	needs: ({ registry }) => registry,
	defaultOperation: 'getAll',
	operations: {
		getAll: {
			name: 'Get Many',
			action: 'Get many endpoints',
			description: 'Get the endpoints of the location with the models and checkpoints they serve',
			fields: pagingFields,
			async run(call) {
				const { registry } = call.backend;
				if (!registry) return [];
				const endpoints = await readPages(call, 'endpoints', (page) => registry.listEndpoints(page));
				return endpoints.map((found): IDataObject => ({ ...found }));
			},
		},
	},
};
