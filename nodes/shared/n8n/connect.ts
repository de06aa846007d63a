import type { IExecuteFunctions, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';
import type { TuningBackend } from '../backend/backend';

export type N8nContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

/** A tuning service, reached with the credential the node's user picked. */
export interface Connection {
	backend: TuningBackend;
	/** The Google Cloud project of the credential; empty when none is set. */
	project: string;
}
