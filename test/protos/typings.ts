import { resolve } from 'node:path';
import ts from 'typescript';

const options: ts.CompilerOptions = {
	strict: true,
	exactOptionalPropertyTypes: true,
	skipLibCheck: true,
	noEmit: true,
	types: [],
	target: ts.ScriptTarget.ES2022,
	module: ts.ModuleKind.CommonJS,
	moduleResolution: ts.ModuleResolutionKind.Node10,
	esModuleInterop: true,
};

/** A value that should match a type of the googleapis package. */
export interface Claim {
	/** Such as `storage/v1`. */
	api: string;
	/** Such as `storage_v1.Schema$Bucket`. */
	type: string;
	value: object;
}

/**
 * TypeScript's errors for values as literals of types in the googleapis package: unknown fields at any depth, and values of
 * the wrong kind.
 */
export function problemsOfClaims(claims: Claim[]): string[] {
	const file = resolve('test/protos/claims.generated.ts');
	const source = claims
		.map(({ api, type, value }, index) => {
			const [namespace = ''] = type.split('.');
			return [
				`import type { ${namespace} as n${index} } from 'googleapis/build/src/apis/${api}';`,
				`export const v${index}: ${type.replace(namespace, `n${index}`)} = ${JSON.stringify(value)};`,
			].join('\n');
		})
		.join('\n');
	const host = ts.createCompilerHost(options);
	const { getSourceFile, fileExists } = host;
	host.fileExists = (name) => name === file || fileExists.call(host, name);
	host.getSourceFile = (name, ...rest) =>
		name === file
			? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022)
			: getSourceFile.call(host, name, ...rest);
	const program = ts.createProgram([file], options, host);
	const written = program.getSourceFile(file);
	const found = [...program.getSyntacticDiagnostics(written), ...program.getSemanticDiagnostics(written)];
	return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
