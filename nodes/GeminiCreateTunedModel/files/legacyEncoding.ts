import { alphabets, cyrillicAlphabets } from './alphabets';

/** An encoding, and a test of texts in it. */
interface Candidate {
	/** Its name in iconv-lite. */
	name: string;
	/** Its names in chardet; empty if chardet doesn't detect it. */
	detectedAs: readonly string[];
	/** Whether it can only make other readings uncertain, because chardet detects it badly or not at all. */
	contests?: true;
	fits: (text: string) => boolean;
}

const candidates: readonly Candidate[] = [
	{ name: 'windows-1252', detectedAs: ['ISO-8859-1', 'windows-1252'], fits: isLatin },
	{ name: 'iso-8859-15', detectedAs: ['ISO-8859-1', 'windows-1252'], fits: isLatin },
	{ name: 'windows-1250', detectedAs: ['ISO-8859-2', 'windows-1250'], fits: isLatin },
	{ name: 'iso-8859-2', detectedAs: ['ISO-8859-2', 'windows-1250'], fits: isLatin },
	{ name: 'windows-1254', detectedAs: ['ISO-8859-9', 'windows-1254'], fits: isLatin },
	{ name: 'windows-1257', detectedAs: ['windows-1257'], contests: true, fits: isLatin },
	{ name: 'macintosh', detectedAs: [], contests: true, fits: isLatin },
	{ name: 'cp850', detectedAs: [], contests: true, fits: isLatin },
	{ name: 'cp852', detectedAs: [], contests: true, fits: isLatin },
	{ name: 'windows-1251', detectedAs: ['windows-1251'], fits: isCyrillic },
	{ name: 'koi8-r', detectedAs: ['KOI8-R'], fits: isCyrillic },
	{ name: 'iso-8859-5', detectedAs: ['ISO-8859-5'], fits: isCyrillic },
	{ name: 'maccyrillic', detectedAs: [], contests: true, fits: isCyrillic },
	{ name: 'cp866', detectedAs: [], contests: true, fits: isCyrillic },
	{ name: 'shift_jis', detectedAs: ['Shift_JIS'], fits: isJapanese },
	{ name: 'euc-jp', detectedAs: ['EUC-JP'], fits: isJapanese },
	{ name: 'gb18030', detectedAs: ['GB18030'], fits: isChinese },
	{ name: 'big5', detectedAs: ['Big5'], fits: isChinese },
	{ name: 'euc-kr', detectedAs: ['EUC-KR'], fits: isKorean },
	{
		name: 'windows-1253',
		detectedAs: ['ISO-8859-7', 'windows-1253'],
		contests: true,
		fits: isOtherScript,
	},
	// The East Asian encodings also have Cyrillic and Greek letters, and the Chinese one has kana.
	{ name: 'euc-jp', detectedAs: [], contests: true, fits: isOtherScript },
	{ name: 'gb18030', detectedAs: [], contests: true, fits: isOtherScript },
	{ name: 'euc-kr', detectedAs: [], contests: true, fits: isOtherScript },
	{ name: 'gb18030', detectedAs: ['GB18030'], contests: true, fits: isJapanese },
];

/** Minimum lead of one reading over the next, in percentage points of chardet's confidence. */
const lead = 15;
/** Minimum confidence of chardet for Chinese, Japanese and Korean. */
const sure = 50;
/** Minimum number of characters beyond ASCII for evidence. */
const fewest = 12;

/**
 * Finds the encoding of a text if it is certain: only one reading has letters of one language at plausible places, or chardet clearly
 * prefers it to the other plausible readings. Encodings that chardet doesn't detect can only make others uncertain.
 *
 * @param sample lines with bytes beyond ASCII
 */
export async function detectLegacyEncoding(sample: Uint8Array): Promise<string | undefined> {
	const [{ decode }, { analyse }] = await Promise.all([import('iconv-lite'), import('chardet')]);
	const bytes = Buffer.from(sample);
	const readings = new Map<string, Candidate[]>();
	for (const candidate of candidates) {
		const text = decode(bytes, candidate.name);
		if (/[\ufffd\p{Co}\u0080-\u009f]/u.test(text) || !candidate.fits(text)) continue;
		readings.set(text, [...(readings.get(text) ?? []), candidate]);
	}
	const matches = analyse(bytes);
	const scoreOf = (names: readonly string[]) =>
		Math.max(0, ...matches.filter(({ name }) => names.includes(name)).map(({ confidence }) => confidence));
	const ranked = [...readings]
		.map(([text, group]) => ({ text, group, score: scoreOf(group.flatMap(({ detectedAs }) => detectedAs)) }))
		.sort((one, other) => other.score - one.score);
	const [best, next] = ranked;
	const winner = best?.group.find(({ contests }) => !contests);
	if (!best || !winner || (best.text.match(wide)?.length ?? 0) < fewest) return undefined;
	const top = matches[0]?.confidence ?? 0;
	if (best.score < top - lead && next) return undefined;
	if (isIdeographic(winner)) {
		// Any bytes are such characters, so only their frequency is evidence.
		const isOnly = ranked.every(({ group }) => group.every(isIdeographic));
		if (!isOnly || best.score < sure || best.score < top) return undefined;
	}
	const isKnown = ranked.every(({ group }) => group.some(({ detectedAs }) => detectedAs.length > 0));
	return !next || (isKnown && best.score >= next.score + lead) ? winner.name : undefined;
}

function isIdeographic({ fits }: Candidate): boolean {
	return fits === isJapanese || fits === isChinese || fits === isKorean;
}

const signs = '„“”‘’‚–—…€£§°²³½¼¾±×·«»‹›©®™µ¡¿ºª´№•†\u00a0\u00ad';
/** Signs between the letters of a word. */
const inWords = '’´·\u00ad–';
/** Signs next to a letter beyond ASCII: quotes, dashes and similar. */
const atWords = '„“”‘’‚–—…«»‹›¡¿´·\u00a0\u00ad';
const words = /[\p{L}\p{M}\p{N}\u0080-\uffff]+/gu;
const beyondAscii = /[^\0-\x7f]/u;
/** A sign between letters, a capital after or before a small letter beyond ASCII, and long runs beyond ASCII. */
const oddSign = new RegExp(`\\p{L}[^\\p{L}\\p{M}\\p{N}${inWords}]\\p{L}`, 'u');
const touching = new RegExp(
	`(?=[^\0-\x7f])\\p{L}[^\0-\x7f\\p{L}\\p{M}${atWords}]|[^\0-\x7f\\p{L}\\p{M}${atWords}](?=[^\0-\x7f])\\p{L}`,
	'u',
);
const oddDigit = /(?=[^\0-\x7f])\p{L}\d+(?=[^\0-\x7f])\p{L}/u;
const oddCase = /\p{Ll}(?=[^\0-\x7f])\p{Lu}|(?=[^\0-\x7f])\p{Ll}\p{Lu}/u;
const longRun = /[^\0-\x7f\P{L}]{4}/u;
/** Words of one letter in the languages of Western Europe and their neighbors. */
const lonely = new Set('àáâéèêíóòôúùåöæøž');

function isLatin(text: string): boolean {
	const letters = new Set<string>();
	for (const [word] of text.matchAll(words)) {
		if (!beyondAscii.test(word)) continue;
		if (
			oddSign.test(word) ||
			oddDigit.test(word) ||
			touching.test(word) ||
			oddCase.test(word) ||
			longRun.test(word)
		)
			return false;
		const isLetter = /^\p{L}$/u.test(word);
		if (isLetter && !lonely.has(word.toLowerCase())) return false;
		if (!gather(word, letters)) return false;
	}
	return isOfOne(alphabets, letters);
}

function isCyrillic(text: string): boolean {
	const letters = new Set<string>();
	for (const [word] of text.matchAll(words)) {
		if (!beyondAscii.test(word)) continue;
		if (
			oddSign.test(word) ||
			oddDigit.test(word) ||
			/\p{Ll}\p{Lu}/u.test(word) ||
			/[a-z]\p{Script=Cyrillic}|\p{Script=Cyrillic}[a-z]/iu.test(word)
		)
			return false;
		if (!gather(word, letters)) return false;
	}
	return isOfOne(cyrillicAlphabets, letters);
}

/** Adds a word's letters beyond ASCII in lower case; false for a character that is neither a letter nor a known sign. */
function gather(word: string, letters: Set<string>): boolean {
	for (const character of word) {
		if (character < '\x80' || signs.includes(character)) continue;
		if (!/\p{L}/u.test(character)) return false;
		letters.add(character.toLowerCase());
	}
	return true;
}

function isOfOne(known: readonly string[], letters: ReadonlySet<string>): boolean {
	return known.some((alphabet) => [...letters].every((letter) => alphabet.includes(letter)));
}

const shareOf = (text: string, kind: RegExp, of: RegExp) =>
	(text.match(kind)?.length ?? 0) / (text.match(of)?.length ?? 1);
const wide = /[^\0-\x7f]/gu;

/** Japanese has kana. Half-width kana are a sign of another encoding. */
function isJapanese(text: string): boolean {
	return (
		shareOf(text, /[\u3040-\u30ff]/gu, wide) > 0.1 &&
		shareOf(text, /[\uff61-\uff9f]/gu, wide) < 0.1 &&
		shareOf(text, /[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef\u2010-\u2030]/gu, wide) > 0.95
	);
}

function isChinese(text: string): boolean {
	return (
		shareOf(text, /[\u3000-\u301f\u4e00-\u9fff\uff00-\uff5e\u2010-\u2030\u00b7]/gu, wide) > 0.97 &&
		shareOf(text, /[\u4e00-\u9fff]/gu, wide) > 0.5
	);
}

function isOtherScript(text: string): boolean {
	const mixed =
		/[A-Za-z][\p{Script=Cyrillic}\p{Script=Greek}]|[\p{Script=Cyrillic}\p{Script=Greek}][A-Za-z]/u;
	return (
		!mixed.test(text) &&
		!/\p{Ll}\p{Lu}/u.test(text) &&
		shareOf(text, /[\p{Script=Cyrillic}\p{Script=Greek}]/gu, wide) > 0.8
	);
}

function isKorean(text: string): boolean {
	return shareOf(text, /[\uac00-\ud7a3]/gu, wide) > 0.85;
}
