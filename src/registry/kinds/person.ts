import type { NewRecords, Person } from '../../domain/model.ts';
import { misfit, Problem, type ProblemDetail } from '../../domain/problem.ts';
import { personRecord } from '../../domain/records/person.ts';
import { scopesOfRole } from '../../domain/role.ts';
import { checkProviders, lackingScopes, requirePower } from './grants.ts';
import type { KindRules, RulesContext } from './rules.ts';

type Rights = Pick<Person, 'role' | 'providers' | 'seesCallers'>;

export function personRules(context: RulesContext): KindRules<'people'> {
  const { holder, directory, visible, add, now, forgetPerson } = context;

  /** Throws where a person would do or see more than the holder. */
  function checkRights({ role, providers, seesCallers }: Rights): void {
    checkProviders(context, providers);
    const lacking = lackingScopes(holder, scopesOfRole(role, seesCallers ?? false));
    if (lacking.length > 0)
      throw misfit([{ pointer: '/role', detail: `you lack ${lacking.join(', ')}, which this role has` }]);
  }

  function checkEmail({ email }: NewRecords['people']): void {
    // A person whom another client invited does not exist here, and gets an account of its own.
    const isTaken = directory.peopleWithEmail(email).some(({ id }) => visible.find('people', id));
    const error: ProblemDetail = { pointer: '/email', detail: 'belongs to a person who is there already' };
    if (isTaken) throw new Problem('already_there', 'This person exists already.', { errors: [error] });
  }

  function isLastOwner(person: Person): boolean {
    if (!isOwnerOfAll(person)) return false;
    return ![...directory.all('people')].some((one) => one.id !== person.id && isOwnerOfAll(one));
  }

  return {
    async create(request) {
      checkRights(request);
      checkEmail(request);
      const person: Person = personRecord.begin(request, now());
      await add('people', person);
      return person;
    },

    patch(former, patch) {
      requirePower(holder, former);
      const person = { ...former, ...patch };
      if (isLastOwner(former) && !isOwnerOfAll(person))
        throw new Problem('in_use', 'This is the last owner of the installation. Make another one first.');
      return person;
    },

    check: checkRights,

    neededBy(person) {
      requirePower(holder, person);
      return isLastOwner(person) ? 'the installation, whose last owner this is,' : undefined;
    },

    afterRemoval: ({ id }) => forgetPerson(id),
  };
}

function isOwnerOfAll({ role, providers }: Person): boolean {
  return role === 'owner' && providers === null;
}
