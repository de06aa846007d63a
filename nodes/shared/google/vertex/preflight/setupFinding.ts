import { fields, list, text } from '../../http/shape';
import type { PreflightCheck } from '../../tuning';
import type { Calls } from '../calls';
import type { StorageOptions } from '../storage/storageCalls';

export interface PreflightCalls extends Calls {
	storage: StorageOptions;
	/** The date, in milliseconds since 1970. */
	today: () => number;
	/** Email address of the caller, if known. */
	principal?: string;
}

/** Response of testIamPermissions; without `permissions` if the caller has none. */
export const heldPermissions = fields({ permissions: list(text) });

export type Finding = Omit<PreflightCheck, 'id'>;

export function ok(message: string): Finding {
	return { status: 'ok', message };
}

export function missing(message: string): Finding {
	return { status: 'missing', message };
}

export function describePrincipal({ principal }: PreflightCalls): string {
	return principal === undefined ? 'The account of the credential' : `'${principal}'`;
}
