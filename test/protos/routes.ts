import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Method, ReflectionObject, Type } from 'protobufjs';
import { Namespace, Root, Service } from 'protobufjs';

/** Google's published protos, from its own client libraries. */
const folders = [
	'@google-cloud/aiplatform/build/protos',
	'@google-ai/generativelanguage/build/protos',
	'google-gax/build/protos',
].map((folder) => resolve('node_modules', folder));

/** One HTTP binding of a method. */
export interface Route {
	/** Full name, such as `google.cloud.aiplatform.v1.ModelService.GetModel`. */
	rpc: string;
	verb: string;
	path: RegExp;
	request: Type;
	/** Name of the request's field that is the body, `*` for all of it; absent without a body. */
	body?: string;
	/** Names of the fields in the path. */
	bound: string[];
}

const verbs = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** google.api.HttpRule */
type HttpRule = Partial<Record<(typeof verbs)[number] | 'body', string>> & {
	additional_bindings?: HttpRule | HttpRule[];
};

/**
 * The HTTP bindings of all methods in some proto files.
 *
 * @param files such as `google/cloud/aiplatform/v1/model_service.proto`
 */
export function routesOf(files: string[]): Route[] {
	const root = new Root();
	root.resolvePath = (_origin, target) => {
		const found = [target, ...folders.map((folder) => join(folder, target))].find((file) => existsSync(file));
		if (found === undefined) throw new Error(`There is no proto ${target}`);
		return found;
	};
	root.loadSync(files).resolveAll();
	return methodsIn(root).flatMap((method) => rulesOf(method).map((rule) => toRoute(method, rule)));
}

function methodsIn(object: ReflectionObject): Method[] {
	if (object instanceof Service) return object.methodsArray;
	return object instanceof Namespace ? object.nestedArray.flatMap(methodsIn) : [];
}

function rulesOf({ parsedOptions }: Method): HttpRule[] {
	const options: Array<{ '(google.api.http)'?: HttpRule }> = parsedOptions ?? [];
	return options.flatMap(({ '(google.api.http)': rule }) => {
		const { additional_bindings: more = [] } = rule ?? {};
		return rule ? [rule, ...(Array.isArray(more) ? more : [more])] : [];
	});
}

function toRoute({ fullName, resolvedRequestType }: Method, rule: HttpRule): Route {
	const verb = verbs.find((name) => rule[name] !== undefined);
	const template = verb && rule[verb];
	if (verb === undefined || template === undefined || !resolvedRequestType) {
		throw new Error(`${fullName} has no readable HTTP binding`);
	}
	const { body } = rule;
	return {
		rpc: fullName.slice(1),
		verb: verb.toUpperCase(),
		path: toPattern(template),
		request: resolvedRequestType,
		...(body !== undefined && { body: body === '*' ? body : camelCase(body) }),
		bound: Array.from(template.matchAll(/\{([\w.]+)/g), ([, name = '']) =>
			camelCase(name.split('.')[0] ?? ''),
		),
	};
}

/** `/v1/{name=projects/*}:cancel`: `*` is one segment, `**` any number of them. */
function toPattern(template: string): RegExp {
	const path = template
		.replace(/\{[\w.]+=([^}]+)\}/g, '$1')
		.replace(/\{[\w.]+\}/g, '*')
		.replace(/\./g, '\\.')
		.replace(/\*\*/g, '.+')
		.replace(/(?<!\.)\*/g, '[^/:]+');
	return new RegExp(`^${path}$`);
}

/** A field's name in protobufjs and JSON. */
function camelCase(name: string): string {
	return name.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase());
}
