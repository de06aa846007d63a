import type { IDataObject } from 'n8n-workflow';
import type { OperationTable } from '../shared/panel/operations';
import { pagingFields, readLimit, readPages } from './paging';

/** Endpoints, which serve tuned models. */
export const endpoint: OperationTable = {
	name: 'Endpoint',
	needs: ({ registry }) => registry,
	defaultOperation: 'getAll',
	operations: {
		getAll: {
			name: 'Get Many',
			action: 'Get many endpoints',
			description: 'Get the endpoints of the location with the models and checkpoints they serve',
			fields: pagingFields,
			runs: 'each',
			async run({ ctx, backend: { registry }, itemIndex }) {
				if (!registry) return [];
				const limit = readLimit(ctx, itemIndex);
				const endpoints = await readPages('endpoints', limit, (page) => registry.listEndpoints(page));
				return endpoints.map((found): IDataObject => ({ ...found }));
			},
		},
	},
};
