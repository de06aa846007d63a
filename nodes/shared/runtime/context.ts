/** The contexts that n8n passes to nodes. */
import type {
	IExecuteFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
	ISupplyDataFunctions,
} from 'n8n-workflow';

export type N8nContext = ILoadOptionsFunctions | IPollFunctions | ItemContext;

/** Reads parameters per item, in a node that runs or supplies another node. */
export type ItemContext = IExecuteFunctions | ISupplyDataFunctions;
