/** What n8n hands to the code of a node. */
import type {
	IExecuteFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
	ISupplyDataFunctions,
} from 'n8n-workflow';

export type N8nContext = ILoadOptionsFunctions | IPollFunctions | ItemContext;

/** Reads parameters item by item: of a node that runs, or of one that supplies another. */
export type ItemContext = IExecuteFunctions | ISupplyDataFunctions;
