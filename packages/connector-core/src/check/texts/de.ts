import type { CheckTexts } from './check-texts.ts'

/** German. */
export const de: CheckTexts = {
  setting: '„{label}“',
  titles: {
    addresses: 'Adressen und Geheimnis sind vollständig',
    health: 'Dieser Server erreicht den Document Server',
    public: 'Browser erreichen den Document Server',
    version: 'Der Document Server nimmt unser Token an',
    conversion: 'Der Document Server holt eine Datei von diesem CMS',
    download: 'Dieser Server lädt ein Ergebnis herunter',
    callback: 'Das CMS lässt Callbacks durch',
    wopi: 'Der WOPI-Server bietet seine Editoren an',
    wopi2: 'Der zweite WOPI-Server bietet seine Editoren an',
  },
  sentences: {
    notTried: 'Nicht geprüft, weil zuvor der Schritt „{step}“ gelingen muss.',

    addressMissing: 'Die Adresse des Document Servers fehlt: Tragen Sie sie in {documentServerUrl} ein.',
    addressNotPlain:
      'Was in {setting} steht, ist keine einfache http- oder https-Adresse ohne Benutzernamen, Abfrage und Fragment: Korrigieren Sie es.',
    publicAddressNotPlain:
      'Die öffentliche Adresse dieses CMS ist keine einfache http- oder https-Adresse: Setzen Sie sie in der Konfiguration des CMS oder füllen Sie {storageUrl} aus.',
    secretMissing: 'Das gemeinsame Geheimnis mit dem Document Server fehlt: Tragen Sie es in {secret} ein.',
    tokensOff:
      'Token sind ausgeschaltet: Wer dieses CMS erreicht, kann sich als Document Server ausgeben; schalten Sie {jwtDisabled} außerhalb von Tests aus.',
    certificateNotChecked:
      'Das Zertifikat des Document Servers wird nicht geprüft: Tragen Sie seine Zertifizierungsstelle in {caBundle} ein und schalten Sie {tlsVerify} ein.',
    storageOnItself:
      'Der Document Server soll Dateien von {host} holen, das ist aber sein eigener Rechner: Tragen Sie in {storageUrl} die Adresse ein, unter der er dieses CMS erreicht.',
    addressesComplete: 'Der Document Server ist unter {server} und erreicht dieses CMS unter {storage}.',

    healthy: 'Der Document Server unter {host} meldet, dass er arbeitet.',
    unhealthy:
      'Der Document Server unter {host} läuft, meldet aber eine Störung: Seine Datenbank, Warteschlange, Ablage oder sein Cache arbeitet nicht; sein Protokoll nennt, was davon.',
    healthRefused:
      'Der Document Server unter {host} lehnt diesen Server ab (403): Erlauben Sie die Adresse dieses Servers in seinem ipfilter oder im Proxy davor.',
    behindProxy:
      'Der Proxy unter {host} antwortet, der Document Server dahinter aber nicht ({status}): Warten Sie, bis er gestartet ist, oder sehen Sie in sein Protokoll.',
    noHealthCheck:
      'Was unter {host} antwortet, ist nicht der Document Server (keine Zustandsprüfung, Status {status}): Korrigieren Sie Host, Port und Pfad in {setting}.',

    mixedContent:
      'Browser zeigen dieses CMS über https und sperren den Document Server unter {host}, der mit http eingetragen ist: Geben Sie dem Document Server ein Zertifikat und tragen Sie in {documentServerUrl} seine https-Adresse ein.',
    publicNotSeen:
      'Dieser Server erreicht {host}, wo Browser den Editor suchen, nicht; das ist nur in Ordnung, wenn Browser es können: Öffnen Sie dort {address} und korrigieren Sie {documentServerUrl}, wenn kein Skript erscheint.',
    scriptFound: 'Das Skript des Editors ist unter der öffentlichen Adresse {host} zu finden.',
    scriptMissing:
      'Das Skript des Editors ist unter {host} nicht zu finden (Status {status}): Korrigieren Sie Host, Port und Pfad in {documentServerUrl}.',

    tokensAsked:
      'Der Document Server unter {host} verlangt Token, die hier ausgeschaltet sind: Schalten Sie {jwtDisabled} aus und tragen Sie sein Geheimnis ein.',
    secretWrong:
      'Der Document Server unter {host} lehnt unser Token ab, weil das Geheimnis falsch ist: Tragen Sie in {secret} den Wert ein, den der Document Server hat (JWT_SECRET seines Containers oder services.CoAuthoring.secret in seiner local.json).',
    release: 'Der Document Server unter {host} hat Version {release}',
    tooOld: '{release}, das ist zu alt: Aktualisieren Sie ihn auf {recommended} oder neuer, mindestens auf {oldest}.',
    tokensIgnored:
      'Der Document Server unter {host} nimmt Anfragen ohne Token an; seinen eigenen fehlt dann womöglich auch eines, und dieses CMS würde sein Speichern ablehnen: Schalten Sie JWT im Document Server ein (JWT_ENABLED seines Containers) und geben Sie ihm dasselbe Geheimnis.',
    headerNotRead:
      'Der Document Server unter {host} liest unser Token nicht aus dem Header {header}: Stellen Sie {jwtHeader} und {jwtPrefix} auf den Header ein, den er verwendet (JWT_HEADER seines Containers).',
    limited: '{release}, die nur mit Einschränkungen funktioniert: Aktualisieren Sie ihn auf {recommended} oder neuer.',
    noTokenAsked: '{release} und verlangt kein Token.',
    secretGood: '{release} und nimmt unser Geheimnis und unseren Header an.',

    conversionGood: 'Der Document Server hat eine Datei von diesem CMS unter {host} geholt und umgewandelt.',
    conversionToken:
      'Der Document Server lehnt das Token einer Umwandlung ab, obwohl er das eines Befehls annimmt: Geben Sie allen seinen Knoten dasselbe Geheimnis und die richtige Uhrzeit.',
    linkWithoutToken:
      'Der Document Server hat dieses CMS unter {host} erreicht, aber der Link hat unterwegs sein Token verloren: Lassen Sie den Proxy vor diesem CMS die Abfrage unverändert durchreichen oder tragen Sie in {storageUrl} eine Adresse ohne diesen Proxy ein.',
    fileIncomplete:
      'Der Document Server hat dieses CMS unter {host} erreicht, aber nicht die ganze Datei erhalten: Prüfen Sie den Proxy zwischen beiden oder tragen Sie in {storageUrl} eine Adresse ohne ihn ein.',
    conversionLate:
      'Der Document Server hat die Datei von diesem CMS geholt, aber nicht binnen {seconds} Sekunden umgewandelt: Sehen Sie in das Protokoll seines Konverters.',
    conversionBroken:
      'Der Document Server hat eine kleine Umwandlung mit Fehler {number} beantwortet: Sein Konverter arbeitet nicht; sein Protokoll nennt den Grund.',
    neverArrived:
      'Der Document Server kann keine Dateien von diesem CMS holen; versucht wurde {place}: Tragen Sie in {storageUrl} die Adresse ein, unter der er dieses CMS erreicht{trust}{allow}.',
    placeItself: '{host}, was für ihn der eigene Rechner oder Container ist',
    placeLate: '{host}, wo rechtzeitig nichts ankam, als verschlucke eine Firewall die Verbindung',
    placeSilent: '{host}, wo nichts ankam',
    trust: ', und lassen Sie ihn dem Zertifikat dort vertrauen',
    allowPrivate: ', und erlauben Sie ihm private Adressen (ALLOW_PRIVATE_IP_ADDRESS)',
    otherInstallation:
      'Der Document Server hat die Datei von {host} geholt, aber nicht von dieser Installation: Tragen Sie in {storageUrl} deren Adresse ein oder lassen Sie alle Instanzen denselben Zustand teilen.',
    tokensExpired:
      'Die Token, die der Document Server an dieses CMS sendet, sind bei der Ankunft abgelaufen: Stellen Sie die Uhren beider Server richtig.',
    otherPrefix:
      'Der Document Server stellt sein Token im Header {header} hinter „{found}“, nicht hinter „{expected}“: Stellen Sie {jwtPrefix} darauf ein.',
    outboxSecret:
      'Der Document Server signiert, was er an dieses CMS sendet, mit einem anderen Geheimnis als dem, das er annimmt: Geben Sie seiner Outbox (services.CoAuthoring.secret.outbox) das Geheimnis seiner Inbox, sonst lehnt dieses CMS jedes Speichern ab.',
    otherHeader:
      'Der Document Server sendet sein Token an dieses CMS im Header {found}, nicht in {header}: Stellen Sie {jwtHeader} auf {found} ein.',
    noToken:
      'Die Anfrage des Document Servers kam ohne Token im Header {header}: Schalten Sie JWT für seine Outbox ein (token.enable.request.outbox), stellen Sie {jwtHeader} auf den Namen in token.outbox.header ein und lassen Sie keinen Proxy diesen Header entfernen.',

    resultAddress:
      'Der Document Server nennt seine Dateien unter {origin}; das ist weder {documentServerUrl} noch {documentServerInternalUrl}: Tragen Sie in {documentServerInternalUrl} eine Adresse ein, die so beginnt, oder lassen Sie den Proxy vor dem Document Server Host, X-Forwarded-Host, X-Forwarded-Proto und X-Forwarded-Prefix weitergeben.',
    downloadGood: 'Dieser Server lädt Ergebnisse von {host} herunter.',
    otherResult:
      'Von {host} kommt etwas anderes als die umgewandelte Datei: Prüfen Sie den Proxy vor dem Document Server oder korrigieren Sie {setting}.',

    ownAddressUnreachable:
      'Nicht geprüft, weil dieser Server seine eigene Adresse {host} nicht erreicht; das muss nur der Document Server können.',
    callbackTooLong:
      'Das CMS unter {host} lehnt Callbacks von einem Megabyte ab, die nach langen Sitzungen vorkommen: Erhöhen Sie seine Grenze für JSON-Anfragen und die des Proxys davor auf 2 MB.',
    callbackGood: 'Ein signierter Callback erreicht den Connector unter {host} Byte für Byte.',
    callbackChanged:
      'Das CMS unter {host} verändert den Inhalt eines Callbacks, bevor der Connector ihn erhält: Lassen Sie keine Middleware JSON-Inhalte auf dem Pfad des Server-Endpunkts des Connectors umschreiben.',
    callbackHeaderLost:
      'Der Header {header} eines Callbacks erreicht den Connector unter {host} nicht: Lassen Sie das CMS oder den Proxy davor den Header weitergeben oder wählen Sie in {jwtHeader} und im Document Server einen anderen Namen dafür.',
    callbackUnanswered:
      'Das CMS unter {host} nimmt einen Callback an, beantwortet ihn aber nie: Lassen Sie keinen Body-Parser des CMS die Anfrage vor dem Server-Endpunkt des Connectors verbrauchen oder übergeben Sie diesem den gelesenen Inhalt.',
    callbackRedirected:
      'Das CMS unter {host} leitet Callbacks nach {to} um, wobei sie verloren gehen: Tragen Sie in {storageUrl} die Adresse ein, die ohne Umleitung antwortet.',
    callbackElsewhere:
      'Was unter {host} Callbacks beantwortet, ist nicht der Connector: Korrigieren Sie Host, Port und Pfad in {storageUrl} oder die öffentliche Adresse des CMS.',

    callbacks: 'die Callbacks des Document Servers',
    fileRequests: 'die Dateianfragen des Document Servers',
    cmsRefuses:
      'Das CMS unter {host} lehnt {what} selbst ab ({status}): Nehmen Sie den Pfad des Server-Endpunkts des Connectors von Anmeldung, CSRF- und Zugriffsregeln aus.',
    doorElsewhere:
      'Der Server-Endpunkt des Connectors ist nicht unter {host}{status}: Korrigieren Sie Host, Port und Pfad in {storageUrl} oder die öffentliche Adresse des CMS.',
    cmsTooLarge:
      'Das CMS unter {host} lehnt {what} als zu groß ab (413): Erhöhen Sie seine Grenze für JSON-Anfragen auf 2 MB.',
    cmsAnswers:
      'Das CMS unter {host} beantwortet {what} mit Status {status}, bevor der Connector sie sieht: Sehen Sie in das Protokoll des CMS und des Proxys davor.',

    wopiStatus:
      'Der WOPI-Server unter {host} beantwortet seine Discovery-Adresse mit Status {status}: Korrigieren Sie Host, Port und Pfad in {setting} oder schalten Sie WOPI in jenem Server ein.',
    notWopi:
      'Was unter {host} antwortet, ist kein WOPI-Server, denn sein Discovery-Dokument ist nicht lesbar: Korrigieren Sie Host, Port und Pfad in {setting}.',
    proofImpossible:
      'Der WOPI-Server veröffentlicht keine Proof-Schlüssel, also würde jeder seiner Aufrufe abgelehnt: Geben Sie ihm Schlüssel oder stellen Sie {setting} auf „Geprüft, wenn der Server Schlüssel veröffentlicht“.',
    wopiClock:
      'Die Uhren des WOPI-Servers und dieses Rechners gehen {minutes} Minuten auseinander, und Aufrufe, die um 20 Minuten abweichen, werden abgelehnt: Stellen Sie beide Uhren richtig.',
    wopiMixedContent:
      'Browser zeigen dieses CMS über https und sperren den Editor, den die Discovery des WOPI-Servers unter {origin} nennt: Lassen Sie jenen Server wissen, dass er über https erreicht wird (ssl.termination von Collabora, X-Forwarded-Proto des Proxys davor).',
    wopiElsewhere:
      'Die Discovery des WOPI-Servers schickt Browser zu {origin}, nicht zu {own}: Wenn sie das nicht erreichen, korrigieren Sie den eigenen Namen des Servers (server_name von Collabora) oder {discoveryUrl} und {internalUrl}.',
    wopiStorageOnItself:
      'Der WOPI-Server soll Dateien von {host} holen, das ist aber sein eigener Rechner: Tragen Sie in {setting} die Adresse ein, unter der er dieses CMS erreicht.',
    wopiDoesNotOpen:
      'Laut seiner Discovery öffnet der WOPI-Server {extensions} nicht: Nehmen Sie aus {setting} heraus, was er nicht kann.',
    wopiDoesNotEdit:
      'Laut seiner Discovery bearbeitet der WOPI-Server {extensions} nicht: Nehmen Sie aus {setting} heraus, was er nicht kann.',
    wopiNotOffered:
      'Der Connector bietet {extensions} in diesem Editor nicht an: Das Format ist hier unbekannt, in {disabledFormats} ausgeschaltet oder fehlt in {formats}.',
    wopiNoFormat:
      'Die Discovery des WOPI-Servers enthält kein Format, das dieser Connector anbietet: Prüfen Sie {disabledFormats} und {formats}.',
    wopiAble: 'Der WOPI-Server unter {host} bearbeitet {edits} Formate ({extensions}) und zeigt {shows} weitere',
    wopiNoKeys:
      '{able}, veröffentlicht aber keine Proof-Schlüssel. So ist nicht feststellbar, ob ein Aufruf von ihm kommt, und wer ein Dokument öffnet, kann es ganz abrufen: Wer nicht herunterladen darf, öffnet es mit diesem Editor erst, wenn der Server Schlüssel hat.',
    wopiKeysUnused:
      '{able}, doch seine Proof-Schlüssel werden nicht verwendet. So kann, wer ein Dokument öffnet, es ganz abrufen, und wer nicht herunterladen darf, öffnet es mit diesem Editor nicht: Lassen Sie sie in {setting} prüfen.',
    wopiGood: '{able} und weist seine Aufrufe durch Schlüssel nach.',
  },
  faults: {
    dns: 'Dieser Server kennt den Hostnamen in der Adresse {host} nicht: Korrigieren Sie {setting} oder den Namensdienst.',
    refused: 'Unter {host} nimmt kein Dienst Verbindungen an: Starten Sie den Server oder korrigieren Sie {setting}.',
    unroutable:
      'Von diesem Server führt kein Weg zu {host}: Prüfen Sie Netz und Firewall oder korrigieren Sie {setting}.',
    connect_timeout:
      '{host} nimmt nicht rechtzeitig eine Verbindung an: Prüfen Sie die Firewall zwischen beiden Servern oder korrigieren Sie {setting}.',
    answer_timeout:
      'Der Server unter {host} hat nicht rechtzeitig geantwortet: Prüfen Sie seine Auslastung oder erhöhen Sie die Wartezeit in den Einstellungen.',
    tls_untrusted:
      'Das Zertifikat von {host} stammt von einer Zertifizierungsstelle, der dieser Server nicht vertraut: Tragen Sie deren Zertifikat in {caBundle} ein.',
    tls_expired:
      'Das Zertifikat von {host} ist abgelaufen oder noch nicht gültig: Erneuern Sie es oder stellen Sie die Uhr dieses Servers richtig.',
    tls_host:
      'Das Zertifikat von {host} gilt für einen anderen Hostnamen: Verwenden Sie in {setting} einen Namen aus dem Zertifikat oder erneuern Sie das Zertifikat.',
    tls_protocol:
      'Zu {host} kommt keine TLS-Verbindung zustande: Prüfen Sie in {setting}, ob Port und https zusammenpassen.',
    not_http:
      'Was unter {host} antwortet, spricht kein HTTP: Prüfen Sie in {setting}, ob Port und http oder https zusammenpassen.',
    broken:
      'Die Verbindung zu {host} ist abgebrochen: Prüfen Sie, ob der Server läuft und ob Protokoll und Port in {setting} stimmen.',
    redirected: '{host} leitet nur nach {redirect} weiter: Korrigieren Sie {setting}.',
    notDocumentServer:
      'Was unter {host} antwortet, ist nicht der Document Server: Korrigieren Sie {setting} oder den Proxy davor.',
    noServices: 'Die Dienste des Document Servers sind unter {host} nicht zu finden: Prüfen Sie den Pfad in {setting}.',
    addressRefused:
      'Der Document Server unter {host} lehnt Anfragen dieses Servers ab: Erlauben Sie dessen Adresse in seinem ipfilter oder im Proxy davor.',
    serverStatus:
      'Der Document Server unter {host} hat mit Status {status} geantwortet: Er startet vielleicht noch oder ist überlastet; sein Protokoll nennt den Grund.',
    otherStatus:
      'Der Document Server unter {host} hat mit Status {status} geantwortet: Prüfen Sie, ob {setting} zum Document Server selbst führt.',
    linkRefused:
      'Der Document Server unter {host} lehnt seinen eigenen Download-Link ab: Stellen Sie sicher, dass kein Proxy davor Pfad oder Abfrage ändert und dass alle seine Knoten dasselbe secure_link_secret haben.',
    linkUnknown:
      'Der Document Server unter {host} hat unter seinem eigenen Download-Link keine Datei: Prüfen Sie den Pfad in {setting} und in {documentServerUrl}.',
    linkExpired:
      'Der Download-Link des Document Servers unter {host} ist abgelaufen: Stellen Sie die Uhren beider Server richtig.',
    cutShort:
      'Der Download vom Document Server unter {host} endete zu früh: Prüfen Sie das Netz zwischen beiden Servern und sein Protokoll.',
    tooLarge:
      'Die Datei vom Document Server ist größer als {maxBytes} Bytes, mehr wird hier nicht gespeichert: Erhöhen Sie {maxDocumentBytes}.',
    tokenExpired: 'Laut Document Server ist unser Token abgelaufen: Stellen Sie die Uhren beider Server richtig.',
    commandFailed:
      'Der Document Server hat einen Befehl mit Fehler {commandError} beantwortet: Sein Protokoll nennt den Grund.',
    certificatesUnreadable:
      'Was in {caBundle} steht, ist nicht lesbar: Fügen Sie jedes Zertifikat als PEM-Text ein, von BEGIN CERTIFICATE bis END CERTIFICATE.',
  },
}
