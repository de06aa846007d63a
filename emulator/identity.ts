import { createHash } from 'node:crypto';
import { createServiceAccountKey } from './jwt.ts';
import type { ServiceAccountKey } from './jwt.ts';
import { base36, digits } from './random.ts';
import type { Random } from './random.ts';

/** A Google Cloud project. */
export interface Project {
	id: string;
	number: string;
	/** Hosts of the services that are disabled in it. */
	disabledServices: readonly string[];
}

/** A caller with an email address. */
export interface Caller {
	email: string;
	/** 21 digits. */
	accountId: string;
	kind: 'user' | 'serviceAccount';
	/** The project of a service account; users have none. */
	homeProject?: string;
	/** The projects whose quota the caller may use; `all` for any. */
	mayUse: readonly string[] | 'all';
	groups: readonly string[];
	/** Whether the caller has the rights of an owner on every model of its project. */
	admin: boolean;
}

export interface AccessToken {
	email: string;
	scopes: readonly string[];
	/** Real time in milliseconds since 1970. */
	expiresAt: number;
}

export interface RefreshToken {
	email: string;
	scopes: readonly string[];
}

export interface ApiKey {
	project: string;
	/** Hosts of the services that the key is restricted to. */
	services?: readonly string[];
}

export const CLOUD_PLATFORM = 'https://www.googleapis.com/auth/cloud-platform';
const TUNING = 'https://www.googleapis.com/auth/generative-language.tuning';

export interface NewProject {
	id: string;
	number?: string;
	disabledServices?: string[];
}

export interface NewCaller {
	email: string;
	kind?: 'user' | 'serviceAccount';
	homeProject?: string;
	mayUse?: string[] | 'all';
	groups?: string[];
	admin?: boolean;
}

export interface NewToken extends NewCaller {
	token?: string;
	scopes?: string[];
	expiresInSeconds?: number;
}

/** The digest under which a secret appears in logs. */
export function digest(secret: string): string {
	return `sha256:${createHash('sha256').update(secret).digest('hex').slice(0, 16)}`;
}

/**
 * The existing projects, callers and credentials. It starts open: the first request that names a project creates it.
 * `addProject` closes the list, and from then on an unknown project is an error.
 */
export class Identities {
	readonly projects = new Map<string, Project>();
	readonly callers = new Map<string, Caller>();
	readonly accessTokens = new Map<string, AccessToken>();
	readonly refreshTokens = new Map<string, RefreshToken>();
	readonly apiKeys = new Map<string, ApiKey>();
	readonly serviceAccountKeys = new Map<string, { email: string; publicKey: string }>();
	#open = true;
	readonly #random: Random;

	constructor(random: Random) {
		this.#random = random;
	}

	/** Adds or changes a project and closes the list of projects. */
	addProject(project: NewProject): Project {
		this.#open = false;
		return this.#keep(project);
	}

	/** A project by its ID or number. While the list is open, every name is valid. */
	project(idOrNumber: string): Project | undefined {
		const known =
			this.projects.get(idOrNumber) ??
			[...this.projects.values()].find(({ number }) => number === idOrNumber);
		return known ?? (this.#open ? this.#keep({ id: idOrNumber }) : undefined);
	}

	#keep({ id, number, disabledServices }: NewProject): Project {
		const before = this.projects.get(id);
		const project = {
			id,
			number: number ?? before?.number ?? (/^\d+$/.test(id) ? id : digits(this.#random, 12)),
			disabledServices: disabledServices ?? before?.disabledServices ?? [],
		};
		this.projects.set(id, project);
		return project;
	}

	/** Adds a caller, or updates an existing one. */
	addCaller({ email, ...given }: NewCaller): Caller {
		const before = this.callers.get(email);
		const homeProject = given.homeProject ?? before?.homeProject;
		const caller: Caller = {
			email,
			accountId: before?.accountId ?? digits(this.#random, 21),
			kind:
				given.kind ?? before?.kind ?? (email.endsWith('.gserviceaccount.com') ? 'serviceAccount' : 'user'),
			...(homeProject !== undefined && { homeProject }),
			mayUse: given.mayUse ?? before?.mayUse ?? 'all',
			groups: given.groups ?? before?.groups ?? [],
			admin: given.admin ?? before?.admin ?? false,
		};
		this.callers.set(email, caller);
		return caller;
	}

	/** Whether a caller may use a project's quota; its own project always. */
	mayUse(caller: Caller, project: Project): boolean {
		const own = caller.homeProject === project.id;
		return (
			own ||
			caller.mayUse === 'all' ||
			caller.mayUse.some((name) => name === project.id || name === project.number)
		);
	}

	/** Creates an access token for a caller, who is added if unknown. */
	issueToken({ token, scopes, expiresInSeconds = 3599, ...caller }: NewToken): string {
		const { email } = this.addCaller(caller);
		const issued = token ?? `ya29.${base36(this.#random, 60)}`;
		const expiresAt = Date.now() + expiresInSeconds * 1000;
		this.accessTokens.set(issued, { email, scopes: scopes ?? [CLOUD_PLATFORM, TUNING], expiresAt });
		return issued;
	}

	issueRefreshToken({ token, scopes, ...caller }: NewToken): string {
		const { email } = this.addCaller(caller);
		const issued = token ?? `1//${base36(this.#random, 60)}`;
		this.refreshTokens.set(issued, { email, scopes: scopes ?? [CLOUD_PLATFORM, TUNING] });
		return issued;
	}

	issueApiKey(project: string, services?: readonly string[], key?: string): string {
		const issued = key ?? `AIza${base36(this.#random, 35)}`;
		this.apiKeys.set(issued, { project, ...(services && { services }) });
		return issued;
	}

	/** Creates a throw-away key for a service account, in the form of the Cloud console's download. */
	async issueServiceAccountKey(
		caller: NewCaller & { homeProject: string },
		tokenUri: string,
	): Promise<ServiceAccountKey> {
		const { email, accountId } = this.addCaller({ kind: 'serviceAccount', ...caller });
		const { key, publicKey } = await createServiceAccountKey(email, caller.homeProject, accountId, tokenUri);
		this.serviceAccountKeys.set(key.private_key_id, { email, publicKey });
		return key;
	}

	/** Saves the current state. The returned function restores it. */
	save(): () => void {
		const tables: readonly Map<string, unknown>[] = [
			this.projects,
			this.callers,
			this.accessTokens,
			this.refreshTokens,
			this.apiKeys,
			this.serviceAccountKeys,
		];
		const saved = tables.map((table) => structuredClone([...table]));
		const open = this.#open;
		return () => {
			this.#open = open;
			tables.forEach((table, i) => {
				table.clear();
				for (const [key, value] of structuredClone(saved[i] ?? [])) table.set(key, value);
			});
		};
	}

	/** Makes an access token expire. */
	expire(token: string): void {
		const known = this.accessTokens.get(token);
		if (known) known.expiresAt = 0;
	}
}
