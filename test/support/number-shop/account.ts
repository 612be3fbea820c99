/** A carrier's account of the double: the numbers for sale, the numbers that it owns, and its money in cents. */

export type Stock = { number: string; country: string; kind: string; monthlyCents: number; place: string };
export type Owned = {
  id: string;
  number: string;
  tag: string;
  monthlyCents: number;
  voiceUrl: string;
  voiceMethod: string;
  fallbackUrl: string;
  statusUrl: string;
  /** The trunk, application or connection that takes the calls. */
  takenBy: string;
};

/** The faults of the next requests that change the account. `silent`: the change is made, and nothing is answered. */
export type Fault = 'gone' | 'address' | 'credit' | 'rate' | 'failure' | 'silent' | 'lost';
/** The moments of a request at which a test can stop it. `booked`: the change is made, and not answered yet. */
export type Moment =
  | 'search'
  | 'look-up'
  | 'purchase'
  | 'purchase booked'
  | 'update'
  | 'update booked'
  | 'release'
  | 'answered';

export class ShopAccount {
  readonly stock: Stock[] = [];
  readonly owned: Owned[] = [];
  balanceCents = 100_000;
  spentCents = 0;
  /** The numbers in the order in which they were paid for. */
  readonly paid: string[] = [];
  readonly faults: Fault[] = [];
  /** Called at each moment. A promise that stays open holds the request. */
  onMoment: (moment: Moment) => Promise<void> | void = () => undefined;

  /** Puts numbers up for sale. */
  offer(...numbers: string[]): void {
    for (const number of numbers)
      this.stock.push({ number, country: 'US', kind: 'local', monthlyCents: 115, place: 'New York, NY' });
  }

  find(number: string): Owned | undefined {
    return this.owned.find((one) => one.number === number);
  }

  /** Books the purchase. Returns the fault where it cannot be booked. */
  buy(number: string, tag: string): Owned | 'gone' | 'credit' {
    const index = this.stock.findIndex((one) => one.number === number);
    const stock = this.stock[index];
    if (!stock) return 'gone';
    if (stock.monthlyCents > this.balanceCents) return 'credit';
    this.stock.splice(index, 1);
    this.balanceCents -= stock.monthlyCents;
    this.spentCents += stock.monthlyCents;
    this.paid.push(number);
    const urls = { voiceUrl: '', voiceMethod: 'POST', fallbackUrl: '', statusUrl: '', takenBy: '' };
    const { monthlyCents } = stock;
    const owned = { id: `PN${number.slice(1).padStart(32, '0')}`, number, tag, monthlyCents, ...urls };
    this.owned.push(owned);
    return owned;
  }

  release(owned: Owned): void {
    this.owned.splice(this.owned.indexOf(owned), 1);
  }
}
