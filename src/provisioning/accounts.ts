import type { Carrier } from '../domain/model.ts';
import { Problem } from '../domain/problem.ts';
import type { CarrierAccount, NumberShop } from '../voice/port.ts';

export type ShoppingAccount = { carrier: Carrier; id: string; shop: NumberShop };

/** The carriers' accounts that sell numbers. */
export class ShopAccounts {
  readonly #accounts: readonly ShoppingAccount[];

  constructor(accounts: readonly CarrierAccount[]) {
    this.#accounts = accounts;
  }

  get isEmpty(): boolean {
    return this.#accounts.length === 0;
  }

  get(carrier: Carrier, id: string): ShoppingAccount | undefined {
    return this.#accounts.find((one) => one.carrier === carrier && one.id === id);
  }

  /** Returns the account that a request names, or the carrier's only one. Throws `Problem` without such an account. */
  find(carrier: Carrier, id: string | undefined): ShoppingAccount {
    const ofCarrier = this.#accounts.filter((one) => one.carrier === carrier);
    if (ofCarrier.length === 0) throw new Problem('unsupported_by_carrier', absenceOf(carrier));
    const [only] = ofCarrier;
    if (id === undefined && ofCarrier.length === 1 && only) return only;
    const found = id === undefined ? undefined : this.get(carrier, id);
    if (found) return found;
    throw new Problem(
      'unknown_reference',
      id === undefined
        ? `There are several accounts of ${carrier}. Name one in \`account\`.`
        : `There is no account ${id} of ${carrier} in the configuration.`,
    );
  }
}

/** The carriers whose numbers can be bought here, and the variable that names their accounts. */
const VARIABLES: { readonly [C in Carrier]?: string } = {
  twilio: 'TWILIO_ACCOUNTS',
  signalwire: 'SIGNALWIRE_ACCOUNTS',
  telnyx: 'TELNYX_ACCOUNTS',
  plivo: 'PLIVO_ACCOUNTS',
};

function absenceOf(carrier: Carrier): string {
  const variable = VARIABLES[carrier];
  return variable
    ? `There is no account of ${carrier} that buys numbers. Set ${variable}.`
    : `Ringtrail cannot buy numbers of ${carrier}. Buy them in the carrier's console, and add them with POST /v1/numbers.`;
}
