import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { TuningBackend } from '../shared/backend/backend';
import type { Capabilities } from '../shared/backend/capabilities';

/** What an operation works with: one item's parameters and the service. */
export interface Call {
	ctx: IExecuteFunctions;
	backend: TuningBackend;
	/** The Google Cloud project of the credential; empty when none is set. */
	project: string;
	itemIndex: number;
}

/** One entry of the Operation list, all of it in one place. */
export interface Operation {
	/** On the panel. */
	name: string;
	/** In the node picker, in sentence case. */
	action: string;
	description: string;
	/** What it needs of the service; offered by every one when absent. */
	needs?: (supports: Capabilities) => boolean;
	/** Shown when the operation is chosen; where and when is filled in. */
	fields: INodeProperties[];
	/** The JSON of the output items. */
	run: (call: Call) => Promise<IDataObject[]>;
}

/** One entry of the Resource list. */
export interface Resource {
	name: string;
	/** What it needs of the service; offered by every one when absent. */
	needs?: (supports: Capabilities) => boolean;
	/** By the value of `operation`, in the order of their names. */
	operations: Record<string, Operation>;
	defaultOperation: string;
}
