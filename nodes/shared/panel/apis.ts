/** The services on a node's panel. A field appears only for services with the capability that it needs. */
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { TuningBackend } from '../google/backend';
import type { Capabilities, GenerationField } from '../google/capabilities';
import { geminiCapabilities } from '../google/gemini/geminiCapabilities';
import { vertexCapabilities } from '../google/vertex/vertexCapabilities';

export type Api = TuningBackend['kind'];

/** Data only: a lookup loads no service. */
export const capabilitiesOf: Readonly<Record<Api, Capabilities>> = {
	gemini: geminiCapabilities,
	vertex: vertexCapabilities,
};

const apis: readonly Api[] = ['gemini', 'vertex'];

/** The path of 'API' in `displayOptions`, also inside collections. */
const condition = '/api';

/** Without expressions, because visible fields and the service depend on the value. */
export const apiProperty: INodeProperties = {
	displayName: 'API',
	name: 'api',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Gemini API',
			value: 'gemini',
			description: 'Tuned models of Google AI Studio. Google has offered no model for tuning since May 2025.',
		},
		{
			name: 'Vertex AI',
			value: 'vertex',
			description: 'Tuning jobs in a Google Cloud project, now called Gemini Enterprise Agent Platform',
		},
	],
	default: 'vertex',
};

/** A capability of a service. */
export type Can = (supports: Capabilities) => boolean;

/** Whether the service accepts a field of the generation request. */
export function takes(name: GenerationField): Can {
	return ({ generation }) => generation.includes(name);
}

/** The services with a capability, for `displayOptions.show`. */
export function apisThat(can: Can): Api[] {
	return apis.filter((api) => can(capabilitiesOf[api]));
}

/** Shows a field or option only for services with a capability. Also works inside collections. */
export function shownWhere<T extends INodeProperties | INodePropertyOptions>(can: Can, shown: T): T {
	const { displayOptions } = shown;
	const before = displayOptions?.show?.[condition] ?? apis;
	const able = apisThat(can).filter((api) => before.some((known) => known === api));
	if (able.length === apis.length) return shown;
	const show = { ...displayOptions?.show, [condition]: able };
	return { ...shown, displayOptions: { ...displayOptions, show } };
}

/** Shows a field or option for one service only. For texts that differ; use `shownWhere` for capabilities. */
export function shownFor<T extends INodeProperties | INodePropertyOptions>(api: Api, shown: T): T {
	return shownWhere((supports) => supports === capabilitiesOf[api], shown);
}
