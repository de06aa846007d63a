/** Small letters beyond ASCII, for languages with the Latin alphabet. */
export const alphabets: readonly string[] = [
	// Catalan and Italian
	'àçèéìíîïòóùúü',
	// Danish and Norwegian
	'åæøéèêäöüóò',
	// Dutch
	'áèéêëïíóöúü',
	// Finnish and Swedish
	'äåöéàü',
	// French
	'àâçèéêëîïôöœùûüÿäñ',
	// German
	'äöüßéèêàçñ',
	// Irish and Spanish
	'áéíñóúüçèöä',
	// Portuguese
	'àáâãçéêíóôõúüñ',
	// Icelandic
	'áðéíóúýþæö',
	// Polish
	'ąćęłńóśźżäöüßé',
	// Czech
	'áčďéěíňóřšťúůýžäöüß',
	// Slovak
	'áäčďéíĺľňóôŕšťúýžöüß',
	// Hungarian
	'áéíóöőúüűäß',
	// Romanian
	'ăâîșțşţéäöüß',
	// Croatian, Bosnian and Slovenian
	'čćđšžéäöüß',
	// Turkish
	'âçğıîöşûüi̇éäß',
	// Estonian
	'äõöšüžéß',
	// Lithuanian
	'ąčęėįšųūžéäöüß',
	// Latvian
	'āčēģīķļņšūžéäöüß',
];

/** Small letters, for languages with the Cyrillic alphabet. */
export const cyrillicAlphabets: readonly string[] = [
	// Bulgarian and Russian
	'абвгдеёжзийклмнопрстуфхцчшщъыьэюя',
	// Ukrainian
	'абвгґдеєжзиіїйклмнопрстуфхцчшщьюя',
	// Belarusian
	'абвгдеёжзійклмнопрстуўфхцчшыьэюя',
	// Macedonian and Serbian
	'абвгдђѓежзѕијклљмнњопрстћќуфхцчџш',
];
