/** Encodings of texts: read right, or refused before anything is created; never read wrong. */
import { decode, encodingExists } from 'iconv-lite';
import { encoded, file, notesOf, read, readText, refusalOf } from './fileSupport';

const texts = {
	German: 'Größe 1,1 für Müller, schöne Grüße aus Österreich. Die Straße führt über die Brücke.',
	French:
		"Le garçon a mangé des crêpes à la crème près de l'école. Où êtes-vous allés? C'était très agréable.",
	Italian: 'Perché non è così? La città è più bella, però costa di più. È già tardi e andrò là.',
	Spanish: '¿Dónde está el niño? Mañana será un día más frío según el pronóstico de la televisión.',
	Portuguese: 'A educação não é só para as crianças; também é útil para os irmãos, a mãe e você.',
	Polish: 'Zażółć gęślą jaźń. Proszę wysłać przesyłkę do końca miesiąca, dziękuję bardzo.',
	Czech: 'Příliš žluťoučký kůň úpěl ďábelské ódy. Děkuji za rychlou odpověď, zítra přijdu.',
	Hungarian: 'Árvíztűrő tükörfúrógép. Kérem, küldjék el a számlát a hét végéig, köszönöm szépen.',
	Turkish: 'Lütfen siparişimi değiştirin, yanlış ürün gönderildi. Teşekkür ederim, iyi günler.',
	Greek: 'Καλημέρα, πότε θα έρθει η παραγγελία μου; Ευχαριστώ πολύ για την απάντηση.',
	Russian: 'Добрый день! Подскажите, пожалуйста, когда придёт мой заказ? Спасибо за ответ.',
	Ukrainian: 'Добрий день! Підкажіть, будь ласка, коли прийде моє замовлення? Дякую за відповідь.',
	Japanese: 'ご注文ありがとうございます。商品は明日発送いたします。返品についてはお問い合わせください。',
	'simplified Chinese': '您好，请问我的订单什么时候发货？谢谢您的帮助，祝您生活愉快。我们会尽快处理。',
	'traditional Chinese': '您好，請問我的訂單什麼時候出貨？謝謝您的幫助，祝您生活愉快。我們會盡快處理。',
	Korean: '안녕하세요. 주문한 상품이 언제 도착하는지 알고 싶습니다. 빠른 답변 부탁드립니다.',
	Hebrew: 'שלום, מתי תגיע ההזמנה שלי? תודה רבה על התשובה המהירה, יום טוב.',
	Arabic: 'مرحبا، متى يصل طلبي؟ شكرا جزيلا على الرد السريع، يوم سعيد.',
	Thai: 'สวัสดี สินค้าของฉันจะมาถึงเมื่อไหร่ ขอบคุณมากสำหรับคำตอบที่รวดเร็ว',
	Vietnamese: 'Xin chào, khi nào đơn hàng của tôi đến? Cảm ơn bạn rất nhiều vì đã trả lời nhanh.',
	Lithuanian: 'Laba diena, kada atkeliaus mano užsakymas? Ačiū už greitą atsakymą, gražios dienos.',
	Icelandic: 'Góðan daginn, hvenær kemur pöntunin mín? Þakka þér fyrir skjótt svar, eigðu góðan dag.',
} as const;

const encodings = [
	...['windows-1250', 'windows-1251', 'windows-1252', 'windows-1253', 'windows-1254', 'windows-1255'],
	...['windows-1256', 'windows-1257', 'windows-1258', 'windows-874', 'iso-8859-2', 'iso-8859-5'],
	...['iso-8859-7', 'iso-8859-15', 'koi8-r', 'koi8-u', 'macroman', 'maccyrillic', 'macturkish'],
	...['cp437', 'cp850', 'cp852', 'cp866', 'shift_jis', 'euc-jp', 'gb18030', 'big5', 'euc-kr'],
];

const forms: ReadonlyArray<[name: string, write: (rows: string[]) => string]> = [
	['rows.csv', (rows) => `number;text\n${rows.map((text, index) => `${index};"${text}"\n`).join('')}`],
	[
		'rows.jsonl',
		(rows) => rows.map((text, index) => `${JSON.stringify({ number: index, text })}\n`).join(''),
	],
];

/** Whole texts, each of their sentences and each of their words. */
const samplesOf = (text: string): string[][] => [
	[text],
	Array.from({ length: 5 }, () => text),
	...text.split(/(?<=[.!?。？])\s*/).map((sentence) => [sentence]),
	...text.split(' ').map((word) => [word]),
];

const attempt = async (bytes: Buffer, name: string) =>
	await read(file(bytes, name, '', 64)).then(
		({ rows }) => rows.map(({ text }) => text),
		() => undefined,
	);

describe.each(encodings)('%s', (encoding) => {
	it.each(forms)('is read correctly or rejected: %s', async (name, write) => {
		expect(encodingExists(encoding)).toBe(true);
		const wrong: unknown[] = [];
		for (const text of Object.values(texts)) {
			for (const rows of samplesOf(text)) {
				const bytes = encoded(write(rows), encoding);
				// What the encoding can't write isn't in such files.
				if (decode(bytes, encoding) !== write(rows)) continue;
				const got = await attempt(bytes, name);
				if (got && JSON.stringify(got) !== JSON.stringify(rows)) wrong.push({ rows, got });
			}
		}
		expect(wrong).toEqual([]);
	});
});

it.each([
	['German', 'windows-1252'],
	['French', 'windows-1252'],
	['Italian', 'iso-8859-15'],
	['Spanish', 'windows-1252'],
	['Portuguese', 'windows-1252'],
	['Czech', 'windows-1250'],
	['Hungarian', 'iso-8859-2'],
	['Turkish', 'windows-1254'],
	['Russian', 'windows-1251'],
	['Russian', 'koi8-r'],
	['Japanese', 'shift_jis'],
	['Japanese', 'euc-jp'],
	['simplified Chinese', 'gb18030'],
	['traditional Chinese', 'big5'],
	['Korean', 'euc-kr'],
] as const)('detects %s in %s, and reports the encoding and the rows', async (language, encoding) => {
	const text = texts[language];
	const source = await readText(encoded(`number;text\n1;plain\n2;"${text}"\n`, encoding), 'old.csv');
	expect(source.rows).toEqual([
		{ number: '1', text: 'plain' },
		{ number: '2', text },
	]);
	expect(notesOf(source)).toEqual([
		expect.stringMatching(/^fileEncoding: 'old\.csv' isn't UTF-8\. .* detected as .* are in row 3\.$/),
	]);
});

describe('Unicode', () => {
	const text = '{"a":"é 😀 \u4e00"}\r\n{"a":"x"}\n';
	const rows = [{ a: 'é 😀 \u4e00' }, { a: 'x' }];
	const marked = (encoding: string) => encoded(`\ufeff${text}`, encoding);

	it.each(['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'])(
		'reads %s with a mark',
		async (encoding) => {
			const source = await readText(marked(encoding), 'a.jsonl');
			expect(source.rows).toEqual(rows);
			expect(source.files).toMatchObject([{ encoding: encoding.toUpperCase() }]);
			expect(source.notes).toEqual([]);
		},
	);

	it.each(['utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'])('finds %s without a mark', async (encoding) => {
		const chinese = `${texts['simplified Chinese']} \u4e00\u4e00\u4e00`;
		const cases = [text, `a,b\n1,2\n`, `a,b\n1,"${chinese}"\n`, JSON.stringify({ a: chinese.repeat(50) })];
		for (const one of cases) {
			const expected = (await readText(one, 'a.txt')).rows;
			const source = await readText(encoded(one, encoding), 'a.txt');
			expect(source.rows).toEqual(expected);
			expect(notesOf(source)).toEqual([expect.stringContaining(encoding.toUpperCase())]);
		}
	});

	it('rejects UTF-16 that ends inside a character', async () => {
		const bytes = marked('utf-16le');
		expect(await refusalOf(bytes.subarray(0, -1), 'a.jsonl')).toMatch(
			/'a\.jsonl' is marked as UTF-16LE.*line 3/,
		);
	});
});

describe('damaged UTF-8', () => {
	it.each([
		['ends inside a character', Buffer.from('a,b\né,ü\nö,ä').subarray(0, -1)],
		['has a byte of another encoding', Buffer.concat([Buffer.from('a,b\né,ü\nö,'), Buffer.from([0xe4, 10])])],
		['has a mark', Buffer.concat([Buffer.from('\ufeffa,b\n1,2\n3,'), Buffer.from([0xe4, 10])])],
	])('is refused with the place when it %s', async (_, bytes) => {
		expect(await refusalOf(bytes, 'a.csv')).toMatch(
			/'a\.csv' is damaged UTF-8: byte \d+ \(line 3\) is 0x(C3|E4), and 1 .* \| Export the file again/,
		);
	});

	it('is found after the first megabytes, even if the beginning is ASCII', async () => {
		const line = '{"a":"plain text that is long enough to fill pieces"}\n';
		const bytes = Buffer.concat([
			Buffer.from(line.repeat(50_000)),
			Buffer.from('{"a":"M\xfcller"}\n', 'latin1'),
		]);
		const refused = read(file(bytes, 'big.jsonl', '', 64 * 1024));
		await expect(refused).rejects.toThrow(/'big\.jsonl' isn't UTF-8 .* \(line 50,001\) is 0xFC/);
	});

	it('keeps U+FFFD in valid UTF-8, which the checks find', async () => {
		expect((await readText('a\nM\ufffdller\n', 'a.csv')).rows).toEqual([{ a: 'M\ufffdller' }]);
	});
});

describe('a declared charset', () => {
	const german = 'a;b\nä;ö\n';

	it('is used and reported', async () => {
		const source = await readText(encoded(german, 'cp850'), 'a.csv', 'text/csv; charset="ibm850"');
		expect(source.rows).toEqual([{ a: 'ä', b: 'ö' }]);
		expect(notesOf(source)).toEqual([expect.stringContaining('IBM850, which its MIME type declares')]);
	});

	it('is ignored for valid UTF-8, which no other encoding resembles', async () => {
		const source = await readText(german, 'a.csv', 'text/csv; charset=iso-8859-1');
		expect(source.rows).toEqual([{ a: 'ä', b: 'ö' }]);
		expect(notesOf(source)).toEqual([expect.stringContaining('is UTF-8')]);
	});

	it('causes an error if it is unknown or the bytes are not in it', async () => {
		const bytes = Buffer.from('a;b\n\x81\xff;x\n', 'latin1');
		expect(await refusalOf(bytes, 'a.csv', 'text/csv;charset=shift_jis')).toMatch(
			/declared as Shift_JIS.*line 2/,
		);
		expect(await refusalOf(german, 'a.csv', 'text/csv;charset=nonsense')).toMatch(
			/unknown charset 'nonsense'/,
		);
	});
});
