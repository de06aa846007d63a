import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { TuningBackend } from '../shared/google/backend';
import type { Capabilities } from '../shared/google/capabilities';

/** The input of an operation: one item's parameters and the service. */
export interface Call {
	ctx: IExecuteFunctions;
	backend: TuningBackend;
	/** The Google Cloud project of the credential; empty when none is set. */
	project: string;
	itemIndex: number;
}

/** One entry of the Operation list: its texts, fields and code. */
export interface Operation {
	/** The display name on the panel. */
	name: string;
	/** The text in the node picker, in sentence case. */
	action: string;
	description: string;
	/** The capability that the service must have. Without it, every service offers the entry. */
	needs?: (supports: Capabilities) => boolean;
	/** The fields of the operation. The panel adds their `displayOptions`. */
	fields: INodeProperties[];
	/** The JSON of the output items. */
	run: (call: Call) => Promise<IDataObject[]>;
}

/** One entry of the Resource list. */
export interface Resource {
	name: string;
	/** The capability that the service must have. Without it, every service offers the entry. */
	needs?: (supports: Capabilities) => boolean;
	/** Operations by their `operation` value, sorted by name. */
	operations: Record<string, Operation>;
	defaultOperation: string;
}
