/** Removes secrets from texts of other servers: some echo a request's headers or body in their errors. */

const removed = '[removed]';

/** Secrets by their form, for those that nobody here has seen. Ordinary sentences don't match: each form needs a long value. */
const forms: ReadonlyArray<readonly [RegExp, string]> = [
	[/-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----.*?(-----END [A-Z ]{0,20}PRIVATE KEY-----|$)/gs, removed],
	[/\b(Bearer|Basic)((?:\s|%20|\+){1,3})(?=[^\s"'<>,;&]{0,64}[\d=])[\w.~+/=%-]{16,}/gi, `$1$2${removed}`],
	[/\bya29\.[\w.~%-]{10,}/g, removed],
	// A JSON Web Token: a header and claims, both of which begin with `{"`.
	[/(?<![\w-])eyJ[\w-]{10,}(?:\.|%2E)[\w-]{4,}(?:(?:\.|%2E)[\w-]*)?/gi, removed],
	[/(?<![\w/])1(?:\/|\\\/|%2F){2}[\w-]{20,}/gi, removed],
	[/\bGOCSPX-[\w-]{10,}/g, removed],
	[/\bAIza[\w-]{30,}/g, removed],
	[
		/\b(access_token|refresh_token|id_token|client_secret|subject_token|assertion|private_key)((?:\\?["'])?\s*(?:[:=]|%3D)\s*(?:\\?["'])?)[^\s"'\\&<>,;]{8,}/gi,
		`$1$2${removed}`,
	],
];

/** Shorter values are too likely to occur in ordinary texts. */
const shortestSecret = 8;

/**
 * The forms in which a known secret may come back: as it is, in JSON (also with escaped slashes), in a URL.
 *
 * @param values secrets; texts of fewer than 8 characters and other types are ignored
 */
export function secretForms(values: readonly unknown[]): string[] {
	const known = values.filter(
		(value): value is string => typeof value === 'string' && value.length >= shortestSecret,
	);
	const all = known.flatMap((secret) => {
		const inJson = JSON.stringify(secret).slice(1, -1);
		return [secret, inJson, inJson.replaceAll('/', '\\/'), encodeURIComponent(secret)];
	});
	// A secret that contains another one goes first.
	return [...new Set(all)].sort((one, other) => other.length - one.length);
}

/** Removes known secrets and nothing else. @param forms as `secretForms` returns them */
export function withoutKnown(text: string, known: readonly string[]): string {
	return known.reduce((rest, secret) => rest.replaceAll(secret, removed), text);
}

/** Removes known secrets, and all that looks like one: for texts of errors, not for texts of models. */
export function redacted(text: string, known: readonly string[] = []): string {
	return forms.reduce(
		(rest, [form, replacement]) => rest.replace(form, replacement),
		withoutKnown(text, known),
	);
}

/**
 * `withoutKnown` for a text that arrives in pieces. Holds bytes back only while they may be the beginning of a secret.
 *
 * @param known ASCII only
 */
export async function* piecesWithoutKnown(
	pieces: AsyncIterable<Uint8Array>,
	known: readonly string[],
): AsyncGenerator<Uint8Array> {
	let rest = '';
	for await (const piece of pieces) {
		// Latin 1 keeps every byte, also of a character that ends in the next piece.
		const text = withoutKnown(rest + Buffer.from(piece).toString('latin1'), known);
		const held = Math.max(0, ...known.map((secret) => overlap(text, secret)));
		rest = text.slice(text.length - held);
		if (text.length > held) yield Buffer.from(text.slice(0, text.length - held), 'latin1');
	}
	if (rest !== '') yield Buffer.from(rest, 'latin1');
}

/** How many characters at the end of a text begin a secret. */
function overlap(text: string, secret: string): number {
	const first = secret.charAt(0);
	let at = text.indexOf(first, Math.max(0, text.length - secret.length + 1));
	while (at >= 0 && !secret.startsWith(text.slice(at))) at = text.indexOf(first, at + 1);
	return at < 0 ? 0 : text.length - at;
}
