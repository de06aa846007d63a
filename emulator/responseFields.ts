import { createRequire } from 'node:module';
import { ApiError, badRequest } from './errors.ts';
import type { Mask } from './fields.ts';

/** A namespace, message or service in a file of protos as JSON. */
interface Node {
	nested?: Record<string, Node>;
	fields?: Record<string, Field>;
	methods?: Record<string, { responseType: string }>;
}

interface Field {
	type: string;
	/** Only maps have this member. */
	keyType?: string;
}

/** Fields of the discovery documents that these protos lack, with their message. */
export const newerFields: readonly string[] = [
	'TuningJob.tuningJobState',
	'TuningJob.preferenceOptimizationSpec',
	'TuningDataStats.preferenceOptimizationDataStats',
	'UsageMetadata.trafficType',
];

const OPERATION = 'google.longrunning.Operation';
/** Methods that come from a service's configuration or are newer than these protos. */
const RESPONSES: Readonly<Record<string, string>> = {
	'Operations.GetOperation': OPERATION,
	'Operations.WaitOperation': OPERATION,
	'Operations.ListOperations': 'google.longrunning.ListOperationsResponse',
	'GenerativeService.BatchGenerateContent': OPERATION,
};
/** Messages for which a mask may contain any name. */
const OPEN = [
	'google.protobuf.Any',
	'google.protobuf.Struct',
	'google.protobuf.Value',
	'google.protobuf.ListValue',
];

const packages = [
	{ prefix: 'google.ai.generativelanguage.', file: '@google-ai/generativelanguage/build/protos/protos.json' },
	{ prefix: 'google.cloud.aiplatform.', file: '@google-cloud/aiplatform/build/protos/protos.json' },
];
const loaded = new Map<string, Node>();

/** Google's published protos of a service, loaded on first use. */
function protosOf(rpc: string): Node | undefined {
	const file = packages.find(({ prefix }) => rpc.startsWith(prefix))?.file;
	if (file === undefined) return undefined;
	const known = loaded.get(file);
	if (known) return known;
	const root: Node = createRequire(import.meta.url)(file);
	loaded.set(file, root);
	return root;
}

/**
 * Checks that a mask contains only fields of a method's response. The message comes from many public bug reports of
 * Google's APIs.
 * @param rpc full name, `google.cloud.aiplatform.v1.GenAiTuningService.GetTuningJob`; a method without protos isn't checked
 * @param text the mask in the request
 * @throws ApiError 400 for the first unknown path
 */
export function checkResponseFields(mask: Mask, rpc: string, text: string): void {
	const root = protosOf(rpc);
	const [, scope = '', service = '', method = ''] = /^(.+)\.(\w+)\.(\w+)$/.exec(rpc) ?? [];
	if (!root) return;
	const type =
		RESPONSES[`${service}.${method}`] ?? find(root, `${scope}.${service}`)?.methods?.[method]?.responseType;
	const unknown = type && unknownPath(mask, type, scope, root);
	if (!unknown) return;
	const description = `Error expanding 'fields' parameter. Cannot find matching fields for path '${unknown}'.`;
	throw new ApiError('INVALID_ARGUMENT', 'Request contains an invalid argument.', [
		badRequest([{ field: text, description }]),
	]);
}

function find(root: Node, name: string): Node | undefined {
	return name.split('.').reduce<Node | undefined>((node, part) => node?.nested?.[part], root);
}

/** A type by its name as a message contains it, which omits the common prefix. */
function resolve(root: Node, type: string, scope: string): { name: string; node: Node } | undefined {
	for (let around = scope; ; around = around.slice(0, Math.max(0, around.lastIndexOf('.')))) {
		const name = around === '' ? type : `${around}.${type}`;
		const node = find(root, name);
		if (node) return { name, node };
		if (around === '') return undefined;
	}
}

/** The first path of a mask that a message lacks. */
function unknownPath(mask: Mask, type: string, scope: string, root: Node): string | undefined {
	const found = resolve(root, type, scope);
	if (!found || OPEN.includes(found.name)) return undefined;
	for (const [name, below] of mask) {
		if (name === '*' || newerFields.includes(`${found.name.split('.').at(-1)}.${name}`)) continue;
		const field = found.node.fields?.[name];
		if (!field) return name;
		if (below.size === 0 || field.keyType !== undefined) continue;
		const deeper = resolve(root, field.type, found.name)?.node.fields
			? unknownPath(below, field.type, found.name, root)
			: [...below.keys()].find((key) => key !== '*');
		if (deeper !== undefined) return `${name}.${deeper}`;
	}
	return undefined;
}
