/** The types of the package's exports. `npm run types` checks this file; it never runs. */
import type { ICredentialType, INodeType } from 'n8n-workflow';
import type * as exported from '../../index.ts';

/** Whether two types are the same, including optional and readonly members. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Holds<T extends true> = T;

type Exported = typeof exported;
type Instance<Name extends keyof Exported> = Exported[Name] extends new () => infer T ? T : never;

type Nodes =
	| 'GeminiCreateTunedModel'
	| 'GeminiGenerateContent'
	| 'GeminiTunedChatModel'
	| 'GeminiTunedModel'
	| 'GeminiWaitForTuningTrigger';
type Credentials = 'GeminiTuningGoogleAuthApi' | 'GeminiTuningOAuth2Api';
type Functions = 'creationKey' | 'modelIdFor' | 'prepareDataset';
type Tables = 'allowedActions' | 'defaultActions';

type Prepare = Exported['prepareDataset'];
type Rows = Parameters<Prepare>[0];
type Check = keyof Exported['defaultActions'];
type Action = Exported['defaultActions'][Check];

export type Tests = [
	Holds<Same<keyof Exported, Nodes | Credentials | Functions | Tables>>,
	Holds<Same<{ [Name in Nodes]: Instance<Name> extends INodeType ? true : false }[Nodes], true>>,
	Holds<
		Same<{ [Name in Credentials]: Instance<Name> extends ICredentialType ? true : false }[Credentials], true>
	>,
	Holds<Same<Exported['creationKey'], (parts: Record<string, unknown>) => string>>,
	Holds<Same<Exported['modelIdFor'], (displayName: string, key: string) => string>>,
	Holds<Array<{ input: string }> extends Rows ? true : false>,
	Holds<Same<Parameters<Prepare>['length'], 2>>,
	Holds<Same<ReturnType<Prepare>['rows'], number>>,
	Holds<ReturnType<Prepare>['findings'][number]['check'] extends Check ? true : false>,
	Holds<Same<keyof Exported['allowedActions'], Check>>,
	Holds<Same<Exported['allowedActions'][Check], readonly Action[]>>,
	// No member is `any`, which would pass every test above.
	Holds<Same<0 extends 1 & ReturnType<Prepare> ? true : false, false>>,
	// @ts-expect-error because a wrong expectation must fail.
	Holds<Same<Exported['modelIdFor'], (displayName: string) => string>>,
];
