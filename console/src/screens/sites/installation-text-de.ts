import type { InstallationText } from './installation-text-en.ts';

export const de: InstallationText = {
  title: 'Eine Seite prüfen',
  url: 'Adresse einer Seite',
  urlHelp: 'Das Gateway öffnet die Seite und sagt, welches Tag sie hat und welche Nummern sich ändern.',
  html: 'HTML der Seite',
  htmlHelp:
    'Für eine Seite, die das Gateway nicht öffnen kann. Öffnen Sie sie im Browser, drücken Sie Strg+U, und kopieren Sie alles.',
  submit: 'Seite prüfen',
  again: 'Noch einmal prüfen',
  paste: 'Stattdessen HTML einfügen',
  open: 'Stattdessen die Adresse öffnen',
  fine: 'Diese Seite ist bereit.',
  wrong: 'Diese Seite gibt ihren Besuchern noch keine eigene Nummer.',
  unread:
    'Das Gateway konnte diese Seite nicht lesen. Öffnen Sie sie selbst: Wirkt das Tag, erscheint unten ein Besucher.',
  originAdded: 'Hinzugefügt. Prüfen Sie noch einmal.',
  addOrigin: (origin) => `${origin} hinzufügen`,
  levels: { error: 'Zu beheben', warning: 'Bitte ansehen', note: 'Hinweis' },
  changes: (count, endpoint) =>
    count === '1' ? `${endpoint}: 1 Stelle ändert sich` : `${endpoint}: ${count} Stellen ändern sich`,
  more: (count) => `Und ${count} weitere.`,
  unchanged: (count) =>
    count === '1' ? '1 Stelle bleibt, wie sie ist' : `${count} Stellen bleiben, wie sie sind`,
  becomes: (number) => `Ein Besucher sieht zum Beispiel ${number}`,
  because: {
    off: 'Bleibt: Sie steht in einem Element mit data-ringtrail="off".',
    script:
      'Bleibt: Sie steht in einem Skript oder Stil. Das Tag ändert die Nummer dort, wo das Skript sie schreibt.',
    json_ld: 'Bleibt: Sie steht in JSON-LD. Die Einstellung jsonLd der Website schaltet das ein.',
    field: 'Bleibt: Sie steht in einem Formularfeld.',
    editable: 'Bleibt: Das Element ist bearbeitbar.',
    title: 'Bleibt: Sie steht im Kopf der Seite.',
    noscript: 'Bleibt: Nur Browser ohne Skripte sehen sie.',
    image: 'Bleibt: Sie gehört zu einem Bild. Schreiben Sie die Nummer als Text, damit sie ersetzt wird.',
    messaging:
      'Bleibt: Es ist ein Link, aber kein Telefon-Link. Für SMS und WhatsApp schaltet die Einstellung messagingLinks es ein.',
    attribute:
      'Bleibt: Sie steht in einem Attribut. Die Einstellung attributes der Website schaltet einige davon ein.',
  },
  findings: {
    page_refused:
      'Das Gateway darf diese Adresse nicht öffnen: {reason} Fügen Sie stattdessen das HTML der Seite ein, oder setzen Sie DELIVERY_PRIVATE_NETWORKS=on für Seiten Ihres eigenen Netzes.',
    page_unreachable:
      'Die Seite ließ sich nicht öffnen: {reason} Prüfen Sie die Adresse, oder fügen Sie das HTML der Seite ein.',
    page_status:
      'Der Server antwortete mit dem Status {status} statt mit der Seite. Öffnen Sie die Adresse im Browser. Geht es dort, fügen Sie das HTML der Seite ein.',
    page_not_html:
      'Die Adresse führt zu {type}, und das ist keine Webseite. Geben Sie die Adresse einer Seite ein.',
    page_unreadable:
      'Die Seite zu lesen dauerte zu lange. Versuchen Sie es mit einer kleineren Seite der Website.',
    page_cut: 'Die Seite ist lang. Die Prüfung hat die ersten 2 MB gelesen.',
    redirected: 'Die Adresse leitet auf {to} weiter. Die Prüfung hat jene Seite gelesen.',
    origin_differs:
      'Seiten von {origin} erhalten keine Nummer: Die Website hat {listed}. Für einen Browser sind das zwei Adressen. Fügen Sie {origin} zu den Adressen der Website hinzu.',
    origin_not_listed:
      'Seiten von {origin} erhalten keine Nummer: Die Website hat {listed}. Fügen Sie {origin} zu den Adressen der Website hinzu, wenn sie Ihnen gehört.',
    tag_of_other_gateway:
      'Die Seite hat ein Tag eines anderen Gateways, {address}. Ersetzen Sie es durch den Code für {gateway}.',
    tag_of_other_site:
      'Die Seite hat das Tag einer anderen Website, {other}. Ersetzen Sie es durch den Code von {site}.',
    tag_of_unknown_endpoint:
      'Das Tag nennt das Ziel {endpoint}, das die Website nicht hat. Darum lädt es nicht. Kopieren Sie den Code noch einmal.',
    tag_blocked:
      'Ein Einwilligungs-Manager hält das Tag zurück: Sein script-Element hat einen anderen Typ oder kein src. Besucher sehen die eigene Nummer der Seite, bis sie einwilligen. Ohne Einwilligung speichert das Tag nichts, Sie können es also gleich laden lassen.',
    tag_in_comment:
      'Das Tag steht in einem Kommentar des HTML, darum lädt es kein Browser. Entfernen Sie die Zeichen des Kommentars.',
    tag_in_script:
      'Ein Skript der Seite fügt das Tag ein. Die Prüfung führt keine Skripte aus und kann nicht sehen, ob das gelingt. Öffnen Sie die Seite, um es herauszufinden.',
    tag_manager:
      'Die Seite selbst hat kein Tag, aber {name}. Die Prüfung kann nicht hineinsehen. Öffnen Sie die Seite: Erscheint ein Besucher, dann ist das Tag da.',
    tag_missing:
      'Die Seite hat kein Tag. Fügen Sie den Code vor </head> ein, veröffentlichen Sie die Seite, und leeren Sie ihren Cache.',
    analytics_missing:
      'Die Seite hat das Kommunikations-Tag, aber nicht das Analyse-Tag, und fragt darum nie nach einer Nummer. Fügen Sie das Analyse-Tag hinzu, oder nehmen Sie den Code, der beides ist.',
    communication_missing:
      'Die Seite hat das Analyse-Tag, aber nicht das Kommunikations-Tag, und ersetzt darum keine Nummer. Fügen Sie das Kommunikations-Tag hinzu, oder nehmen Sie den Code, der beides ist.',
    endpoint_without_tag:
      'Die Seite zeigt die Nummer von {endpoint}, {number}, hat aber kein Tag dafür. Fügen Sie auch den Code dieses Ziels ein.',
    tag_twice:
      'Die Seite hat ein Tag mehr als einmal. Lassen Sie eines stehen, damit die Seite schneller lädt.',
    tag_stale:
      'Der Code ist an eine frühere Fassung des Tags gebunden, die nicht mehr lädt. Kopieren Sie den Code noch einmal. Der Code ohne Prüfsumme braucht das nicht.',
    csp_forbids_script:
      'Die Content Security Policy der Seite verbietet das Tag: {policy}. Fügen Sie {gateway} zu script-src hinzu, oder geben Sie dem script-Element die Nonce der Seite.',
    csp_forbids_requests:
      'Die Content Security Policy der Seite verbietet die Anfragen des Tags: {policy}. Fügen Sie {gateway} zu connect-src hinzu.',
    gateway_without_https:
      'Die Seite kommt über https, das Gateway über http: {gateway}. Browser blockieren das. Stellen Sie das Gateway über https bereit, und setzen Sie PUBLIC_URL.',
    number_absent:
      'Die Seite zeigt die Nummer von {endpoint}, {number}, nicht. Vergleichen Sie sie mit der Seite, oder prüfen Sie eine Seite, die sie zeigt. Eine Nummer in einem Bild lässt sich nicht ersetzen.',
    number_not_in_source:
      'Der Quelltext der Seite hat kaum Text: Skripte schreiben ihn im Browser. Das Tag ersetzt {number} auch dort, aber die Prüfung kann es nicht sehen.',
    number_left_alone:
      'Die Seite hat {number} nur an Stellen, die das Tag nicht anrührt. Sie stehen unten mit ihrem Grund.',
    consent_required:
      'Die Website verlangt eine Einwilligung. Bis ein Besucher einwilligt, sehen alle Besucher einer Quelle dieselbe Nummer.',
    consent_assumed:
      'Die Seite hat einen Einwilligungs-Dialog, {name}, und die Website nimmt die Einwilligung an, bis der Besucher entscheidet. Verlangt das Recht bei Ihnen vorher eine Einwilligung, setzen Sie `consent` auf `required`.',
  },
};
