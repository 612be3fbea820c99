import { blockableCaller } from '../../domain/blocked-caller.ts';
import { idFrom } from '../../domain/ids.ts';
import type { Block, NewRecords } from '../../domain/model.ts';
import { isWithheld } from '../../domain/phone.ts';
import { isCallerName } from '../../domain/privacy.ts';
import { misfit, Problem } from '../../domain/problem.ts';
import { blockRecord } from '../../domain/records/block.ts';
import { referred } from '../references.ts';
import { readNumber } from '../spelled-number.ts';
import type { KindRules, RulesContext } from './rules.ts';

const WITHHELD =
  'The caller withholds the number, so a list would block others too. The routing plan of an endpoint can refuse all of them: `anonymous`.';

type Subject = Pick<Block, 'provider' | 'caller' | 'namedBy'>;

export function blockRules({
  holder,
  directory,
  visible,
  callers,
  findCall,
  add,
  now,
}: RulesContext): KindRules<'blocks'> {
  /** Returns the provider and the caller that the request means, as the provider stores the caller. */
  async function subjectOf(request: NewRecords['blocks']): Promise<Subject> {
    const { provider: id, caller, call } = request;
    if (call !== undefined && id === undefined && caller === undefined) return callerOf(call);
    if (call !== undefined || id === undefined || caller === undefined)
      throw misfit([{ pointer: '', detail: 'name `call`, or `provider` and `caller`' }]);
    const provider = referred(visible, 'providers', id, '/provider').id;
    if (isWithheld(caller)) throw misfit([{ pointer: '/caller', detail: WITHHELD }]);
    const masked = callers.maskCaller(provider, spelledCaller(provider, caller));
    return { provider, caller: masked, namedBy: 'caller' };
  }

  /** Reads a number as people write it, in the provider's country. Carriers write digits with the country alone. */
  function spelledCaller(provider: string, text: string): string {
    const isNumber = !text.includes('@') && !isCallerName(text);
    const caller = isNumber ? readNumber(directory, provider, text, '/caller') : blockableCaller(text);
    if (caller !== null) return caller;
    throw misfit([{ pointer: '/caller', detail: 'must be a phone number or a SIP address' }]);
  }

  async function callerOf(id: string): Promise<Subject> {
    const call = await findCall(id);
    if (!call?.provider)
      throw new Problem('unknown_reference', `There is no call ${id}.`, {
        errors: [{ pointer: '/call', detail: `${id} is not one of the calls` }],
      });
    const { provider, from } = call;
    if (from === null || blockableCaller(from) === null)
      throw misfit([{ pointer: '/call', detail: WITHHELD }]);
    return { provider, caller: callers.maskCaller(provider, from), namedBy: 'call' };
  }

  return {
    /** The id follows from the caller, so two people who block one caller at once make one block. */
    async create(request) {
      const subject = await subjectOf(request);
      const { provider, caller } = subject;
      const block: Block = {
        ...blockRecord.begin(
          { ...subject, by: { id: holder.id, name: holder.name }, note: request.note },
          now(),
        ),
        id: idFrom('blk', callers.nameOf(provider, blockableCaller(caller) ?? caller)),
      };
      await add('blocks', block);
      return block;
    },
  };
}
