/** The services as a node's panel offers them: a field is shown for those that can do what it asks for, and no list of them is written twice. */
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { TuningBackend } from '../backend/backend';
import type { Capabilities } from '../backend/capabilities';
import { geminiCapabilities } from '../backend/gemini/capabilities';
import { vertexCapabilities } from '../backend/vertex/capabilities';
import type { N8nContext } from './context';

export type Api = TuningBackend['kind'];

/** Data only: looking something up here loads no service. */
export const capabilitiesOf: Readonly<Record<Api, Capabilities>> = {
	gemini: geminiCapabilities,
	vertex: vertexCapabilities,
};

const apis: readonly Api[] = ['gemini', 'vertex'];

/** Where the choice stands, seen from anywhere on a panel. */
const condition = '/api';

/** Takes no expression: what is shown and the service that is called depend on it. */
export const apiProperty: INodeProperties = {
	displayName: 'API',
	name: 'api',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Gemini API',
			value: 'gemini',
			description: 'Tuned models of Google AI Studio. Google has offered none to tune since May 2025.',
		},
		{
			name: 'Vertex AI',
			value: 'vertex',
			description: 'Tuning jobs in a Google Cloud project, now called Gemini Enterprise Agent Platform',
		},
	],
	default: 'vertex',
};

/** The service that the user of a node picked. */
export function pickedApi(context: N8nContext): Api {
	return context.getNode().parameters.api === 'gemini' ? 'gemini' : 'vertex';
}

type Can = (supports: Capabilities) => boolean;

/** The services that can do something, as `displayOptions.show` takes them. */
export function apisThat(can: Can): Api[] {
	return apis.filter((api) => can(capabilitiesOf[api]));
}

/** Shows something only where the service can do what it is for. Works within collections, too. */
export function shownWhere<T extends INodeProperties | INodePropertyOptions>(can: Can, shown: T): T {
	const { displayOptions } = shown;
	const before = displayOptions?.show?.[condition] ?? apis;
	const able = apisThat(can).filter((api) => before.some((known) => known === api));
	if (able.length === apis.length) return shown;
	const show = { ...displayOptions?.show, [condition]: able };
	return { ...shown, displayOptions: { ...displayOptions, show } };
}

/** Shows something for one service alone: words that differ, not abilities. */
export function shownFor<T extends INodeProperties | INodePropertyOptions>(api: Api, shown: T): T {
	return shownWhere((supports) => supports === capabilitiesOf[api], shown);
}
