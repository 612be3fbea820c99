import type { FindingSentences } from './finding-sentences.ts';

const owner = (whose: unknown) => (whose === 'bucket' ? 'las sesiones de un grupo' : 'una sesión');
const NO_BUCKET = 'Tampoco ningún grupo alcanza el 50 %, así que la llamada no se atribuye a nadie.';
const NOT_OF_ONE = 'El número no pertenecía a una sola sesión.';

export const es: FindingSentences = {
  not_of_a_pool: () => 'El número marcado no pertenece a ningún grupo de números.',
  to_endpoint_of_caller: () =>
    'Desde entonces el número se ha mostrado para otro destino. La llamada fue a este porque el llamante ya lo había alcanzado con el número.',
  to_endpoint_of_visitors: () =>
    'Desde entonces el número se ha mostrado para otro destino. La llamada fue a este porque lo más probable es que el llamante viera el número para él.',
  overflow_number: () =>
    'El número es el de desbordamiento del grupo de números, que ven muchos visitantes a la vez.',
  pinned: () => 'El número está fijado: representa solo a esta fuente.',
  shown_to_nobody: () => 'El número no se mostró a nadie antes de la llamada.',
  shown_at_call: ({ whose }) => `Cuando entró la llamada, el número se mostraba a ${owner(whose)}.`,
  shown_before_call: ({ whose, seconds }, { time }) =>
    `Llamada tardía: el número se mostró por última vez a ${owner(whose)} ${time(seconds)} antes de la llamada.`,
  page_open: ({ seconds }, { time }) =>
    `El visitante más probable tuvo el número en la página durante ${time(seconds)} antes de la llamada.`,
  rate_of_open_page: ({ callsPerHour }, { figure }) =>
    `En ese momento, los visitantes hacen de media ${figure(callsPerHour)} llamadas por hora.`,
  rate_of_left_page: ({ callsPerHour }, { figure }) =>
    `Los visitantes que se fueron hace tanto tiempo hacen de media ${figure(callsPerHour)} llamadas por hora.`,
  intent: ({ intent, ratio }, { figure }) =>
    `El sitio comunicó la intención ${intent}. Esos visitantes llaman ${figure(ratio)} veces más a menudo.`,
  tap: ({ ratio }, { figure }) =>
    `El visitante pulsó un enlace de teléfono en el minuto anterior a la llamada. Eso multiplica la probabilidad por ${figure(ratio)}.`,
  known_caller: ({ ratio }, { figure }) =>
    `Una llamada anterior desde este número vino del mismo visitante. Eso multiplica la probabilidad por ${figure(ratio)}.`,
  same_region: ({ ratio }, { figure }) =>
    `El número del llamante es de la región del visitante. Eso multiplica la probabilidad por ${figure(ratio)}.`,
  other_region: ({ ratio }, { figure }) =>
    `El número del llamante no es de la región del visitante. Eso multiplica la probabilidad por ${figure(ratio)}.`,
  visitor_probability: ({ probability }, { chance }) =>
    `La probabilidad de que llamara este visitante es del ${chance(probability)}.`,
  bucket_over_threshold: ({ activeSessions, threshold }, { figure }) =>
    `El número representaba a un grupo, porque ${figure(activeSessions)} sesiones activas superaban el umbral de ${figure(threshold)}.`,
  bucket_without_free_number: () =>
    'El número representaba a un grupo, porque no quedaba ningún número libre para la sesión.',
  bucket_by_network: () =>
    'El número representaba a un grupo, porque la red del visitante ya tenía su parte de los números.',
  bucket_of_all: () =>
    'El número representaba a todos los visitantes del sitio cuyo propio grupo no tenía número.',
  other_visitors: ({ visitors, probability }, { figure, chance }) =>
    visitors === 1
      ? `Otro visitante vio el número antes de la llamada, con una probabilidad del ${chance(probability)}.`
      : `Otros ${figure(visitors)} visitantes vieron el número antes de la llamada, con una probabilidad conjunta del ${chance(probability)}.`,
  other_visitors_and_more: ({ visitors, probability }, { figure, chance }) =>
    `Al menos otros ${figure(visitors)} visitantes vieron el número antes de la llamada, con una probabilidad conjunta del ${chance(probability)}.`,
  nobody_probability: ({ probability }, { chance }) =>
    `La probabilidad de que el llamante no tenga ninguna visita registrada es del ${chance(probability)}.`,
  to_session: ({ claimAt }, { chance }) =>
    `La llamada se atribuye a la sesión, porque su probabilidad alcanza el ${chance(claimAt)}.`,
  to_bucket: ({ claimAt, probability }, { chance }) =>
    `Ninguna sesión alcanza la probabilidad necesaria del ${chance(claimAt)}. La llamada se atribuye al grupo, cuyas sesiones suman el ${chance(probability)}.`,
  to_bucket_of_number: ({ probability }, { chance }) =>
    `${NOT_OF_ONE} La llamada se atribuye al grupo, cuyas sesiones suman una probabilidad del ${chance(probability)}.`,
  to_nobody: ({ claimAt }, { chance }) =>
    `Ninguna sesión alcanza la probabilidad necesaria del ${chance(claimAt)}. ${NO_BUCKET}`,
  to_nobody_of_number: () => `${NOT_OF_ONE} ${NO_BUCKET}`,
  provisional: () =>
    'La confianza es provisional: se basa en cifras publicadas hasta que haya suficientes llamadas propias.',
  corrected: ({ reason }) => `Corregido a mano: ${reason}`,
};
