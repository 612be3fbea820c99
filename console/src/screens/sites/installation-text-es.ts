import type { InstallationText } from './installation-text-en.ts';

export const es: InstallationText = {
  title: 'Comprobar una página',
  url: 'Dirección de una página',
  urlHelp: 'El gateway abre la página y dice qué etiqueta tiene y qué números cambian.',
  html: 'HTML de la página',
  htmlHelp:
    'Para una página que el gateway no puede abrir. Ábrala en el navegador, pulse Ctrl+U y copie todo.',
  submit: 'Comprobar la página',
  again: 'Comprobar otra vez',
  paste: 'Pegar el HTML en su lugar',
  open: 'Abrir la dirección en su lugar',
  fine: 'Esta página está lista.',
  wrong: 'Esta página aún no da a sus visitantes un número propio.',
  unread:
    'El gateway no pudo leer esta página. Ábrala usted: si la etiqueta funciona, abajo aparece un visitante.',
  originAdded: 'Añadida. Compruebe otra vez.',
  addOrigin: (origin) => `Añadir ${origin}`,
  levels: { error: 'Por corregir', warning: 'Mire esto', note: 'Nota' },
  changes: (count, endpoint) =>
    count === '1' ? `${endpoint}: cambia 1 lugar` : `${endpoint}: cambian ${count} lugares`,
  more: (count) => `Y ${count} más.`,
  unchanged: (count) => (count === '1' ? '1 lugar queda como está' : `${count} lugares quedan como están`),
  becomes: (number) => `Un visitante ve, por ejemplo, ${number}`,
  because: {
    off: 'Queda: está dentro de un elemento con data-ringtrail="off".',
    script: 'Queda: está en un script o estilo. La etiqueta cambia el número donde el script lo escribe.',
    json_ld: 'Queda: está en JSON-LD. El ajuste jsonLd del sitio lo activa.',
    field: 'Queda: está en un campo de formulario.',
    editable: 'Queda: el elemento se puede editar.',
    title: 'Queda: está en la cabecera de la página.',
    noscript: 'Queda: solo lo ven navegadores sin scripts.',
    image: 'Queda: pertenece a una imagen. Escriba el número como texto para que se reemplace.',
    messaging:
      'Queda: es un enlace, pero no de teléfono. Para SMS y WhatsApp, el ajuste messagingLinks lo activa.',
    attribute: 'Queda: está en un atributo. El ajuste attributes del sitio activa algunos de ellos.',
  },
  findings: {
    page_refused:
      'El gateway no puede abrir esta dirección: {reason} Pegue el HTML de la página, o ponga DELIVERY_PRIVATE_NETWORKS=on para páginas de su propia red.',
    page_unreachable: 'La página no se abrió: {reason} Revise la dirección, o pegue el HTML de la página.',
    page_status:
      'El servidor respondió con el estado {status} en lugar de la página. Abra la dirección en su navegador. Si allí funciona, pegue el HTML de la página.',
    page_not_html:
      'La dirección lleva a {type}, que no es una página web. Escriba la dirección de una página.',
    page_unreadable: 'Leer la página tardó demasiado. Pruebe con una página más pequeña del sitio.',
    page_cut: 'La página es larga. La comprobación leyó sus primeros 2 MB.',
    redirected: 'La dirección redirige a {to}. La comprobación leyó esa página.',
    origin_differs:
      'Las páginas de {origin} no reciben número: el sitio tiene {listed}. Para un navegador son dos direcciones. Añada {origin} a las direcciones del sitio.',
    origin_not_listed:
      'Las páginas de {origin} no reciben número: el sitio tiene {listed}. Añada {origin} a las direcciones del sitio, si es suya.',
    tag_of_other_gateway:
      'La página tiene una etiqueta de otro gateway, {address}. Reemplácela por el código de {gateway}.',
    tag_of_other_site:
      'La página tiene la etiqueta de otro sitio, {other}. Reemplácela por el código de {site}.',
    tag_of_unknown_endpoint:
      'La etiqueta nombra el destino {endpoint}, que el sitio no tiene, así que no se carga. Copie el código otra vez.',
    tag_blocked:
      'Un gestor de consentimiento retiene la etiqueta: su elemento script tiene otro tipo o no tiene src. Los visitantes ven el número propio de la página hasta que consienten. Sin consentimiento la etiqueta no guarda nada, así que puede cargarla enseguida.',
    tag_in_comment:
      'La etiqueta está en un comentario del HTML, así que ningún navegador la carga. Quite los signos del comentario.',
    tag_in_script:
      'Un script de la página añade la etiqueta. La comprobación no ejecuta scripts y no puede ver si funciona. Abra la página para saberlo.',
    tag_manager:
      'La página misma no tiene etiqueta, pero tiene {name}. La comprobación no puede ver dentro. Abra la página: si aparece un visitante, la etiqueta está.',
    tag_missing:
      'La página no tiene etiqueta. Pegue el código antes de </head>, publique la página y vacíe su caché.',
    analytics_missing:
      'La página tiene la etiqueta de comunicación, pero no la de análisis, así que nunca pide un número. Añada la de análisis, o use el código que es ambas.',
    communication_missing:
      'La página tiene la etiqueta de análisis, pero no la de comunicación, así que no reemplaza ningún número. Añada la de comunicación, o use el código que es ambas.',
    endpoint_without_tag:
      'La página muestra el número de {endpoint}, {number}, pero no tiene su etiqueta. Añada también el código de este destino.',
    tag_twice: 'La página tiene una etiqueta más de una vez. Deje una, para que la página cargue antes.',
    tag_stale:
      'El código está ligado a una versión anterior de la etiqueta, que ya no se carga. Copie el código otra vez. El código sin hash no necesita ese cambio.',
    csp_forbids_script:
      'La política de seguridad de contenido de la página prohíbe la etiqueta: {policy}. Añada {gateway} a script-src, o dé al elemento script el nonce de la página.',
    csp_forbids_requests:
      'La política de seguridad de contenido de la página prohíbe las peticiones de la etiqueta: {policy}. Añada {gateway} a connect-src.',
    gateway_without_https:
      'La página se sirve por https, y el gateway por http: {gateway}. Los navegadores lo bloquean. Sirva el gateway por https y ponga PUBLIC_URL.',
    number_absent:
      'La página no muestra el número de {endpoint}, {number}. Compárelo con la página, o compruebe una página que lo muestre. Un número en una imagen no se puede reemplazar.',
    number_not_in_source:
      'El código de la página casi no tiene texto: los scripts lo escriben en el navegador. La etiqueta reemplaza {number} también allí, pero la comprobación no puede verlo.',
    number_left_alone:
      'La página tiene {number} solo en lugares que la etiqueta no toca. Están abajo con su motivo.',
    consent_required:
      'El sitio exige consentimiento. Hasta que un visitante consiente, todos los visitantes de una fuente ven el mismo número.',
    consent_assumed:
      'La página tiene un diálogo de consentimiento, {name}, y el sitio supone el consentimiento hasta que el visitante decide. Si la ley de su país lo pide antes, ponga `consent` en `required`.',
  },
};
