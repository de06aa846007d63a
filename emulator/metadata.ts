import { header, textReply } from './http.ts';
import type { Dialect, Reply } from './http.ts';
import type { Identities } from './identity.ts';
import { CLOUD_PLATFORM } from './identity.ts';

const ACCOUNT = /^\/computeMetadata\/v1\/instance\/service-accounts\/default\/(email|scopes|token)$/;

/** The metadata server of a Compute Engine machine that runs as one service account. */
export function createMetadataDialect(
	identities: Identities,
	account: { email: string; project: string },
): Dialect {
	function value(path: string, query: URLSearchParams): string | undefined {
		switch (path) {
			case '/':
				return 'computeMetadata/\n';
			case '/computeMetadata/v1':
			case '/computeMetadata/v1/':
				return 'instance/\nproject/\nuniverse/\n';
			case '/computeMetadata/v1/instance':
			case '/computeMetadata/v1/instance/':
				return 'service-accounts/\n';
			case '/computeMetadata/v1/instance/service-accounts/':
				return `default/\n${account.email}/\n`;
			case '/computeMetadata/v1/project/project-id':
				return account.project;
			case '/computeMetadata/v1/project/numeric-project-id':
				return identities.project(account.project)?.number ?? '';
			case '/computeMetadata/v1/universe/universe-domain':
			case '/computeMetadata/v1/universe/universe_domain':
				return 'googleapis.com';
		}
		return accountValue(ACCOUNT.exec(path)?.[1], query);
	}

	function accountValue(name: string | undefined, query: URLSearchParams): string | undefined {
		if (name === 'email') return account.email;
		if (name === 'scopes') return `${CLOUD_PLATFORM}\n`;
		if (name !== 'token') return undefined;
		const scopes = query.get('scopes')?.split(',') ?? [CLOUD_PLATFORM];
		const token = identities.issueToken({ email: account.email, scopes });
		return JSON.stringify({ access_token: token, expires_in: 3599, token_type: 'Bearer' });
	}

	return {
		serves: (host) => ['metadata.google.internal', '169.254.169.254'].includes(host),
		answer(call): Reply {
			if (header(call, 'metadata-flavor') !== 'Google') {
				return textReply(403, 'Missing Metadata-Flavor:Google header.\n');
			}
			const found = value(call.path, call.query);
			const type = found?.startsWith('{') ? 'application/json' : 'application/text';
			const reply = textReply(found === undefined ? 404 : 200, found ?? 'Not found\n', type);
			return {
				...reply,
				headers: { ...reply.headers, 'metadata-flavor': 'Google', server: 'Metadata Server for VM' },
			};
		},
	};
}
