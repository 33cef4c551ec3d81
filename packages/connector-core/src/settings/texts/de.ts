import type { SettingsTexts } from './settings-texts.ts'

/** German. */
export const de: SettingsTexts = {
  groups: {
    connection: 'Verbindung',
    security: 'Sicherheit',
    editing: 'Bearbeiten und Speichern',
    formats: 'Dateiformate',
    limits: 'Grenzen',
    look: 'Aussehen des Editors',
    wopi: 'Editor-Server über WOPI (Collabora Online, Office Online Server)',
    wopi2: 'Zweiter Editor-Server über WOPI',
  },
  fields: {
    documentServerUrl: {
      label: 'Adresse des Document Servers',
      help: 'Adresse von ONLYOFFICE Docs, wie Browser sie erreichen, etwa https://docs.example.com. Ein Pfad hinter dem Host ist erlaubt.',
    },
    secret: {
      label: 'Geheimnis',
      help: 'Das JWT-Geheimnis des Document Servers (services.CoAuthoring.secret oder JWT_SECRET seines Containers). Es wird nie wieder angezeigt.',
    },
    documentServerInternalUrl: {
      label: 'Adresse des Document Servers für diesen Server',
      help: 'Nur wenn dieser Server den Document Server unter einer anderen Adresse erreicht als die Browser, etwa http://documentserver. Leer: die Adresse oben.',
    },
    storageUrl: {
      label: 'Adresse dieser Website für den Document Server',
      help: 'Nur wenn der Document Server diese Website unter einer anderen Adresse erreicht als die Browser, etwa http://cms:1337. Leer: die öffentliche Adresse dieser Website.',
    },
    jwtHeader: {
      label: 'JWT-Header',
      help: 'Name des Headers, der das Token trägt, wie im Document Server eingestellt (JWT_HEADER seines Containers).',
    },
    jwtPrefix: {
      label: 'Präfix im JWT-Header',
      help: 'Text vor dem Token in diesem Header. Üblich ist Bearer.',
    },
    jwtAlgorithms: {
      label: 'JWT-Algorithmen',
      help: 'Angenommene Signaturen. Mit dem ersten wird signiert.',
    },
    jwtLeewaySeconds: {
      label: 'Erlaubter Uhrenunterschied in Sekunden',
      help: 'Wie weit die Uhren beider Server auseinandergehen dürfen, wenn ein Token abläuft.',
    },
    jwtDisabled: {
      label: 'Ohne JWT arbeiten',
      help: 'Anfragen ohne Signatur annehmen und senden. Nur für ein geschlossenes Testnetz, in dessen Document Server JWT ausgeschaltet ist.',
      danger:
        'JWT ist ausgeschaltet: Anfragen sind nicht signiert, und wer einen Link kennt, kann sich als Document Server ausgeben.',
    },
    tlsVerify: {
      label: 'Zertifikat des Document Servers prüfen',
      help: 'Lassen Sie das eingeschaltet. Tragen Sie für eine private Zertifizierungsstelle stattdessen unten deren Zertifikat ein.',
      danger:
        'Das Zertifikat des Document Servers wird nicht geprüft: Dokumente und Token können unterwegs mitgelesen werden.',
    },
    caBundle: {
      label: 'Zertifikate privater Zertifizierungsstellen',
      help: 'Zertifikate im PEM-Format, denen beim Prüfen des Document Servers neben denen des Systems vertraut wird.',
    },
    openIn: {
      label: 'Editor öffnen',
      help: 'Wo der Editor erscheint.',
      options: { tab: 'In einem eigenen Tab', admin: 'Im Administrationsbereich' },
    },
    forcesave: {
      label: 'Speichern-Schaltfläche speichert sofort',
      help: 'Sonst wird ein Dokument gespeichert, wenn der letzte Bearbeiter es verlassen hat.',
    },
    forcesaveEveryMinutes: {
      label: 'Automatisch speichern, alle … Minuten',
      help: 'Während der Bearbeitung. 0: nur beim Klick auf Speichern oder beim Verlassen.',
    },
    lossyEditFormats: {
      label: 'Im eigenen Format bearbeiten, mit möglichen Verlusten',
      help: 'Endungen wie odt, rtf oder csv. Was das Format nicht aufnehmen kann, geht beim Speichern verloren. Für andere wird zuerst die Umwandlung angeboten.',
    },
    defaultOpenFormats: {
      label: 'Standardmäßig im Editor öffnen',
      help: 'Endungen, die ein Klick auf die Datei im Editor öffnet.',
    },
    disabledFormats: {
      label: 'Nicht anbieten',
      help: 'Endungen, für die der Editor nicht angeboten wird.',
    },
    maxDocumentBytes: {
      label: 'Größtes Dokument in Bytes',
      help: 'Größere werden weder geöffnet noch gespeichert. Der Document Server selbst hört ohne andere Einstellung bei 104857600 auf.',
    },
    connectTimeoutSeconds: {
      label: 'Sekunden für den Verbindungsaufbau',
      help: 'Wie lange gewartet wird, bis der Document Server eine Verbindung annimmt.',
    },
    requestTimeoutSeconds: {
      label: 'Sekunden für einen Befehl',
      help: 'Wie lange auf die Antwort auf einen Befehl oder eine Zustandsprüfung gewartet wird.',
    },
    downloadTimeoutSeconds: {
      label: 'Sekunden für einen Download',
      help: 'Wie lange das Abholen eines bearbeiteten Dokuments insgesamt dauern darf.',
    },
    conversionTimeoutSeconds: {
      label: 'Sekunden für eine Umwandlung',
      help: 'Wie lange auf ein umgewandeltes Dokument gewartet wird.',
    },
    'customization.chat': { label: 'Chat', help: 'Bearbeiter können einander schreiben.' },
    'customization.compactHeader': {
      label: 'Kompakte Kopfzeile',
      help: 'Stellt Titel und Schaltflächen der Kopfzeile in eine Zeile mit der Symbolleiste.',
    },
    'customization.compactToolbar': {
      label: 'Kompakte Symbolleiste',
      help: 'Zeigt nur die Namen der Registerkarten, bis eine angeklickt wird.',
    },
    'customization.feedback': {
      label: 'Feedback-Schaltfläche',
      help: 'Zeigt die Schaltfläche „Feedback und Support“.',
    },
    'customization.help': { label: 'Hilfe-Schaltfläche', help: 'Zeigt die Schaltfläche „Hilfe“.' },
    'customization.hideRightMenu': {
      label: 'Rechte Leiste ausblenden',
      help: 'Die Leiste mit den Eigenschaften der Auswahl ist anfangs geschlossen.',
    },
    'customization.macros': {
      label: 'Makros',
      help: 'Dokumente dürfen ihre Makros im Editor ausführen; vorher wird gefragt.',
    },
    'customization.plugins': { label: 'Plugins', help: 'Plugins des Editors können verwendet werden.' },
    'customization.reviewDisplay': {
      label: 'Nachverfolgte Änderungen',
      help: 'Wie nachverfolgte Änderungen beim Öffnen eines Dokuments aussehen.',
      options: { markup: 'Markup', simple: 'Einfaches Markup', final: 'Endgültig', original: 'Original' },
    },
    'customization.uiTheme': {
      label: 'Thema',
      help: 'Farben des Editors, bis jemand dort andere wählt.',
      options: {
        '': 'Vom Editor gewählt',
        'default-light': 'Standard hell',
        'default-dark': 'Standard dunkel',
        'theme-system': 'Wie im System',
        'theme-light': 'Hell',
        'theme-classic-light': 'Klassisch hell',
        'theme-dark': 'Dunkel',
        'theme-contrast-dark': 'Dunkel mit Kontrast',
      },
    },
    'customization.unit': {
      label: 'Maßeinheit',
      help: 'Für Lineale und Dialoge.',
      options: { cm: 'Zentimeter', pt: 'Punkt', inch: 'Zoll' },
    },
    'customization.zoom': {
      label: 'Zoom in Prozent',
      help: '-1 passt die Seite ein, -2 die Breite.',
    },
  },
  wopi: {
    discoveryUrl: {
      label: 'Adresse des WOPI-Servers',
      help: 'Adresse des Servers, wie Browser sie erreichen, etwa https://collabora.example.com. Sein /hosting/discovery wird gelesen. Leer: keiner.',
    },
    name: {
      label: 'Name des Editors',
      help: 'Was in „Mit … öffnen“ steht, etwa Collabora. Leer: wie der Server sich selbst nennt.',
    },
    internalUrl: {
      label: 'Adresse des WOPI-Servers für diesen Server',
      help: 'Nur wenn dieser Server ihn unter einer anderen Adresse erreicht als die Browser, etwa http://collabora:9980. Leer: die Adresse oben.',
    },
    storageUrl: {
      label: 'Adresse dieser Website für den WOPI-Server',
      help: 'Nur wenn jener Server diese Website unter einer anderen Adresse erreicht als die Browser. Leer: die öffentliche Adresse dieser Website.',
    },
    proof: {
      label: 'Proof-Schlüssel',
      help: 'Ob Aufrufe nachweisen müssen, dass sie von diesem Server kommen.',
      options: {
        required: 'Verlangt: ablehnen, was nicht signiert ist',
        optional: 'Geprüft, wenn der Server Schlüssel veröffentlicht',
        off: 'Nicht geprüft',
      },
    },
    formats: {
      label: 'Anbieten für',
      help: 'Endungen, für die dieser Editor angeboten wird. Leer: alle, die er öffnen kann.',
    },
    defaultEditFormats: {
      label: 'Bearbeitet standardmäßig',
      help: 'Endungen, die dieser Editor zum Bearbeiten öffnet, wenn niemand einen anderen wählt.',
    },
    defaultViewFormats: {
      label: 'Zeigt standardmäßig',
      help: 'Endungen, die dieser Editor zum Ansehen öffnet, wenn niemand einen anderen wählt.',
    },
  },
  messages: {
    boolean: '„{label}“ ({name}) muss true oder false sein.',
    number: '„{label}“ ({name}) muss eine Zahl sein.',
    wholeNumber: '„{label}“ ({name}) muss eine ganze Zahl sein.',
    between: '„{label}“ ({name}) muss zwischen {min} und {max} liegen.',
    betweenOr: '„{label}“ ({name}) muss zwischen {min} und {max} liegen oder einer dieser Werte sein: {also}.',
    list: '„{label}“ ({name}) muss eine Liste sein, oder Wörter mit Kommas dazwischen.',
    empty: '„{label}“ ({name}) darf nicht leer sein.',
    only: '„{label}“ ({name}) darf nur diese Werte enthalten: {allowed}.',
    extensions: '„{label}“ ({name}) muss aus Dateiendungen wie docx oder odt bestehen.',
    text: '„{label}“ ({name}) muss Text sein.',
    length: '„{label}“ ({name}) darf höchstens {max} Zeichen lang sein.',
    controlCharacters: '„{label}“ ({name}) darf keine Zeilenumbrüche und Steuerzeichen enthalten.',
    choice: '„{label}“ ({name}) muss einer dieser Werte sein: {allowed}.',
    header: '„{label}“ ({name}) muss ein freier Header-Name sein.',
    ascii: '„{label}“ ({name}) muss reiner ASCII-Text sein.',
    address: '„{label}“ ({name}) muss eine Adresse sein, die mit https:// oder http:// beginnt.',
    credentials: '„{label}“ ({name}) darf weder Benutzernamen noch Kennwort enthalten.',
    query: '„{label}“ ({name}) darf weder Abfrage (?) noch Fragment (#) enthalten.',
    privateKey:
      '„{label}“ ({name}) enthält einen privaten Schlüssel. Entfernen Sie ihn; hierher gehören nur Zertifikate.',
    pem: '„{label}“ ({name}) muss PEM-Text sein: -----BEGIN CERTIFICATE-----, die Daten, -----END CERTIFICATE-----.',
    certificate: '„{label}“ ({name}) ist nicht lesbar: Zertifikat {number} ist beschädigt oder kein Zertifikat.',
    file: '„{label}“ ({name}): Die Datei ist nicht lesbar.',
    fixedByEnvironment: '„{label}“ ({name}) ist durch {variable} festgelegt und hier nicht änderbar.',
    fixedByConfiguration: '„{label}“ ({name}) ist durch die Konfiguration des CMS festgelegt und hier nicht änderbar.',
    unknown: 'Es gibt keine Einstellung namens {name}.',
    ignored: 'Es gibt keine Einstellung namens {name}; sie wird ignoriert.',
    storedIgnored: '{error} Der gespeicherte Wert wird ignoriert.',
    correctVariable: '{error} Korrigieren Sie die Umgebungsvariable {variable}.',
    correctConfiguration: '{error} Korrigieren Sie die Konfiguration des CMS.',
  },
}
