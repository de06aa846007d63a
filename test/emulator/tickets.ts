import { seededRandom } from '../../emulator/random.ts';
import type { Random } from '../../emulator/random.ts';

/** A support ticket and its team. */
export interface Ticket {
	text: string;
	team: string;
}

/** Topics and problems of each team's tickets. Several teams share many of the words. */
const topics: Record<string, { about: readonly string[]; matter: readonly string[] }> = {
	billing: {
		about: [
			'the invoice of {day}',
			'my last statement',
			'the card payment for {product}',
			'the direct debit',
		],
		matter: [
			'is {number} euros too high',
			'was taken twice',
			'has a fee on it that nobody told me about',
			'lacks the discount you promised',
			'has the wrong tax number',
		],
	},
	delivery: {
		about: ['the parcel with {product}', 'my shipment of {day}', 'what the courier brought', 'the box'],
		matter: [
			'has not arrived yet',
			'was left with a neighbour I do not know',
			'went back to the depot although I was at home',
			'has been in transit for {number} days',
			'should go to another address',
		],
	},
	returns: {
		about: ['{product} from my order', 'the pair I bought on {day}', 'the jacket', 'this present'],
		matter: [
			'does not fit, I want to send it back',
			'came in the wrong colour, please exchange it',
			'was not what I expected, where is the return label',
			'should be swapped for a larger one',
			'went back to you {number} days ago, was it accepted',
		],
	},
	technical: {
		about: ['{product}', 'the app on my phone', 'the update of {day}', 'the display of {product}'],
		matter: [
			'does not start any more',
			'shows error {number}',
			'crashes whenever I open the settings',
			'cannot find the wireless network',
			'drains the battery in an hour',
		],
	},
	account: {
		about: ['my profile', 'my user name', 'the sign-in page', 'my password'],
		matter: [
			'has been locked after {number} attempts',
			'does not accept the code of the second factor',
			'seems to be used by somebody else since {day}',
			'must be deleted with all data about me',
			'needs another e-mail address',
		],
	},
	feedback: {
		about: ['{product}', 'your colleague on the phone', 'the new website', 'the shop in my town'],
		matter: [
			'is the best I have met in years',
			'deserves {number} stars',
			'was a pleasant surprise on {day}',
			'could be a little more cheerful',
			'made us very happy, thank you',
		],
	},
};

const openers = ['Hello,', 'Hi there,', 'Good morning,', 'To whom it may concern,', 'Dear team,', ''];
const asides = [
	'I have been a customer since {day}.',
	'I already wrote about my delivery, this is something else.',
	'It is about order {number}.',
	'My account is otherwise fine.',
	'The bill itself was right, by the way.',
	'Sorry for the long text.',
	'',
];
const closers = ['Thanks!', 'Kind regards', 'Please answer soon.', 'I am waiting for your reply.', ''];
const products = [
	'the kettle',
	'the headphones',
	'the desk lamp',
	'my new router',
	'the toaster',
	'this watch',
];
const days = ['Monday', 'Tuesday', 'last week', 'the 3rd', 'yesterday', 'March', 'Friday evening'];

export const teams = Object.keys(topics);

/**
 * Tickets in varied wording, without duplicates and with about as many for each team. A quarter of the combinations of
 * topic and problem is held out, so that no held-out ticket is a training ticket with other decoration.
 */
export function writeTickets(count: number, { heldOut, seed }: { heldOut: boolean; seed: number }): Ticket[] {
	const random = seededRandom(seed);
	const tickets = new Map<string, Ticket>();
	while (tickets.size < count) {
		const team = teams[tickets.size % teams.length] ?? '';
		const text = writeTicket(team, heldOut, random);
		if (!tickets.has(text)) tickets.set(text, { text, team });
	}
	return shuffle([...tickets.values()], random);
}

function writeTicket(team: string, heldOut: boolean, random: Random): string {
	const { about = [], matter = [] } = topics[team] ?? {};
	const combined = about.flatMap((one, i) =>
		matter.filter((_, j) => ((i + j) % 4 === 0) === heldOut).map((other) => `${one} ${other}`),
	);
	const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? '';
	return `${pick(openers)} ${pick(combined)}. ${pick(asides)} ${pick(closers)}`
		.replaceAll('{product}', () => pick(products))
		.replaceAll('{day}', () => pick(days))
		.replaceAll('{number}', () => String(Math.floor(random() * 900) + 2))
		.trim();
}

export function shuffle<T>(items: readonly T[], random: Random): T[] {
	return items
		.map((item) => ({ item, at: random() }))
		.sort((a, b) => a.at - b.at)
		.map(({ item }) => item);
}
