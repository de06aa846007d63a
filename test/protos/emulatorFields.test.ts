import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import protobuf from 'protobufjs';
import { generateContentRequest } from '../../emulator/content/messages.ts';
import { ApiError } from '../../emulator/errors.ts';
import { tunedModel } from '../../emulator/gemini/messages.ts';
import { decode, snakeCase } from '../../emulator/proto.ts';
import type { Decoder } from '../../emulator/proto.ts';
import { messages } from '../../emulator/vertex/messages.ts';

/** The request fields that the emulator accepts, compared with Google's protos at every depth. */
function protosOf(name: string): protobuf.Namespace {
	const folder = dirname(require.resolve(`${name}/package.json`));
	const root = protobuf.Root.fromJSON(
		JSON.parse(readFileSync(join(folder, 'build/protos/protos.json'), 'utf8')),
	);
	return root.resolveAll();
}

const gemini = protosOf('@google-ai/generativelanguage');
const vertex = protosOf('@google-cloud/aiplatform');

/** Messages that the emulator accepts unchanged, and well-known types with a special form in JSON. */
const UNREAD =
	/^\.google\.protobuf\.|^\.google\.rpc\.|\.(Tool\.\w+|\w+Search|Retrieval|GoogleSearchRetrieval|CodeExecution|UrlContext|GoogleMaps|FileSearch|PartialArg|EvaluationConfig|EvaluateDatasetRun|TunedModel|TuningDataStats|TuningSnapshot|PartnerModelTuningSpec|DistillationSpec|ReinforcementTuningSpec|VeoTuningSpec|VeoLoraTuningSpec)$/;
/** Its name in JSON is `responseJsonSchema`, which protobufjs doesn't show. */
const RENAMED = ['responseJsonSchemaOrdered', 'response_json_schema_ordered'];
const DEEPEST = 9;

interface Spot {
	/** Wraps a value into the request at this place. */
	wrap: (value: unknown) => unknown;
	path: string;
	type: protobuf.Type;
}

/** Every message in a request, once for each field that holds one. */
function spotsIn(root: protobuf.Type, top: string): Spot[] {
	const first: Spot = { wrap: (value) => value, path: top, type: root };
	const spots = [first];
	const visit = (spot: Spot, around: readonly protobuf.Type[]) => {
		if (around.length > DEEPEST) return;
		for (const field of spot.type.fieldsArray) {
			const { resolvedType: type, name } = field;
			if (!(type instanceof protobuf.Type) || UNREAD.test(type.fullName) || around.includes(type)) continue;
			const isMap = field instanceof protobuf.MapField;
			const below = isMap ? (value: unknown) => ({ a: value }) : (value: unknown) => [value];
			const at = `${spot.path ? `${spot.path}.` : ''}${snakeCase(name)}`;
			const next: Spot = {
				type,
				path: isMap ? `${at}[0].value` : field.repeated ? `${at}[0]` : at,
				wrap: (value) => spot.wrap({ [name]: isMap || field.repeated ? below(value) : value }),
			};
			spots.push(next);
			visit(next, [...around, type]);
		}
	};
	visit(first, [root]);
	return spots;
}

function refusalOf(decoder: Decoder<unknown>, body: unknown, top: string): string {
	try {
		decode(decoder, body, top);
		return '';
	} catch (error) {
		return error instanceof ApiError ? error.message : String(error);
	}
}

const requests = [
	['GenerateContentRequest', gemini, 'google.ai.generativelanguage.v1beta', generateContentRequest, ''],
	['GenerateContentRequest', vertex, 'google.cloud.aiplatform.v1', messages.v1.generateContentRequest, ''],
	[
		'GenerateContentRequest',
		vertex,
		'google.cloud.aiplatform.v1beta1',
		messages.v1beta1.generateContentRequest,
		'',
	],
	['TuningJob', vertex, 'google.cloud.aiplatform.v1', messages.v1.tuningJob, 'tuning_job'],
	['TuningJob', vertex, 'google.cloud.aiplatform.v1beta1', messages.v1beta1.tuningJob, 'tuning_job'],
	['TunedModel', gemini, 'google.ai.generativelanguage.v1beta', tunedModel, 'tuned_model'],
] as const;

describe.each(requests)('%s, number %#', (name, root, scope, decoder, top) => {
	const spots = spotsIn(root.lookupType(`${scope}.${name}`), top);

	test('an unknown field is refused in every message, by its path', () => {
		const wrong = spots.flatMap(({ wrap, path }) => {
			const expected = `Invalid JSON payload received. Unknown name "nonsense"${path && ` at '${path}'`}: Cannot find field.`;
			const refused = refusalOf(decoder, wrap({ nonsense: 1 }), top);
			return refused === expected ? [] : [`${path}: ${refused || 'taken'}`];
		});
		expect(wrong).toEqual([]);
	});

	test('the emulator accepts every field of the protos, in both spellings', () => {
		const unknown = spots.flatMap(({ wrap, path, type }) =>
			type.fieldsArray
				.flatMap((field) => [field.name, snakeCase(field.name)])
				.filter(
					(field) => !RENAMED.includes(field) && refusalOf(decoder, wrap({ [field]: null }), top) !== '',
				)
				.map((field) => `${path}.${field}`),
		);
		expect(unknown).toEqual([]);
	});

	test('a value of the wrong kind is refused in every field that is read', () => {
		const taken = spots.flatMap(({ wrap, path, type }) =>
			type.fieldsArray
				.filter(({ resolvedType, type: kind }) =>
					resolvedType ? !UNREAD.test(resolvedType.fullName) : kind !== 'string',
				)
				.filter((field) => {
					const value = field.type === 'bytes' ? 5 : 'no such value';
					return refusalOf(decoder, wrap({ [field.name]: value }), top) === '';
				})
				.map((field) => `${path}.${field.name}`),
		);
		expect(taken).toEqual([]);
	});
});
