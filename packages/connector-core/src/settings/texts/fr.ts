import type { SettingsTexts } from './settings-texts.ts'

/** French. */
export const fr: SettingsTexts = {
  groups: {
    connection: 'Connexion',
    security: 'Sécurité',
    editing: 'Modification et enregistrement',
    formats: 'Formats de fichier',
    limits: 'Limites',
    look: 'Apparence de l’éditeur',
    wopi: 'Serveur d’édition WOPI (Collabora Online, Office Online Server)',
    wopi2: 'Second serveur d’édition WOPI',
  },
  fields: {
    documentServerUrl: {
      label: 'Adresse de Document Server',
      help: 'Adresse d’ONLYOFFICE Docs telle que les navigateurs y accèdent, par exemple https://docs.example.com. Un chemin après l’hôte est permis.',
    },
    secret: {
      label: 'Secret',
      help: 'Le secret JWT de Document Server (services.CoAuthoring.secret, ou JWT_SECRET de son conteneur). Il n’est plus jamais affiché.',
    },
    documentServerInternalUrl: {
      label: 'Adresse de Document Server pour ce serveur',
      help: 'Seulement si ce serveur accède à Document Server par une autre adresse que les navigateurs, par exemple http://documentserver. Vide : l’adresse ci-dessus.',
    },
    storageUrl: {
      label: 'Adresse de ce site pour Document Server',
      help: 'Seulement si Document Server accède à ce site par une autre adresse que les navigateurs, par exemple http://cms:1337. Vide : l’adresse publique de ce site.',
    },
    jwtHeader: {
      label: 'En-tête JWT',
      help: 'Nom de l’en-tête qui porte le jeton, comme défini dans Document Server (JWT_HEADER de son conteneur).',
    },
    jwtPrefix: {
      label: 'Préfixe de l’en-tête JWT',
      help: 'Texte placé avant le jeton dans cet en-tête. En général Bearer.',
    },
    jwtAlgorithms: {
      label: 'Algorithmes JWT',
      help: 'Signatures acceptées. La première sert à signer.',
    },
    jwtLeewaySeconds: {
      label: 'Écart d’horloge toléré en secondes',
      help: 'Écart permis entre les horloges des deux serveurs lorsqu’un jeton expire.',
    },
    jwtDisabled: {
      label: 'Travailler sans JWT',
      help: 'Accepter et envoyer des requêtes non signées. Uniquement pour un réseau de test fermé dont Document Server a JWT désactivé.',
      danger:
        'JWT est désactivé : les requêtes ne sont pas signées, et quiconque connaît un lien peut se faire passer pour Document Server.',
    },
    tlsVerify: {
      label: 'Vérifier le certificat de Document Server',
      help: 'Laissez cette option activée. Pour une autorité privée, ajoutez plutôt son certificat ci-dessous.',
      danger:
        'Le certificat de Document Server n’est pas vérifié : documents et jetons peuvent être lus pendant leur transfert.',
    },
    caBundle: {
      label: 'Certificats d’autorités privées',
      help: 'Certificats PEM reconnus pour vérifier celui de Document Server, en plus de ceux du système.',
    },
    openIn: {
      label: 'Ouvrir l’éditeur',
      help: 'Où l’éditeur apparaît.',
      options: { tab: 'Dans un onglet à part', admin: 'Dans l’administration' },
    },
    forcesave: {
      label: 'Le bouton Enregistrer enregistre aussitôt',
      help: 'Sinon, un document est enregistré lorsque la dernière personne l’a quitté.',
    },
    forcesaveEveryMinutes: {
      label: 'Enregistrement automatique, toutes les … minutes',
      help: 'Pendant la modification. 0 : seulement au clic sur Enregistrer, ou en quittant.',
    },
    lossyEditFormats: {
      label: 'Modifier dans leur propre format, avec pertes possibles',
      help: 'Extensions telles que odt, rtf ou csv. Ce que le format ne peut contenir est perdu à l’enregistrement. Pour les autres, une conversion est d’abord proposée.',
    },
    defaultOpenFormats: {
      label: 'Ouvrir dans l’éditeur par défaut',
      help: 'Extensions qui s’ouvrent dans l’éditeur lorsqu’on clique sur le fichier.',
    },
    disabledFormats: {
      label: 'Ne pas proposer',
      help: 'Extensions pour lesquelles l’éditeur n’est pas proposé.',
    },
    maxDocumentBytes: {
      label: 'Taille maximale d’un document en octets',
      help: 'Au-delà, un document n’est ni ouvert ni enregistré. Document Server s’arrête lui-même à 104857600, sauf réglage contraire.',
    },
    connectTimeoutSeconds: {
      label: 'Secondes pour se connecter',
      help: 'Temps d’attente avant que Document Server n’accepte une connexion.',
    },
    requestTimeoutSeconds: {
      label: 'Secondes pour une commande',
      help: 'Temps d’attente de la réponse à une commande ou à une vérification d’état.',
    },
    downloadTimeoutSeconds: {
      label: 'Secondes pour un téléchargement',
      help: 'Durée totale permise pour récupérer un document modifié.',
    },
    conversionTimeoutSeconds: {
      label: 'Secondes pour une conversion',
      help: 'Temps d’attente d’un document converti.',
    },
    'customization.chat': { label: 'Chat', help: 'Les personnes qui modifient peuvent s’écrire.' },
    'customization.compactHeader': {
      label: 'En-tête compact',
      help: 'Place le titre et les boutons de l’en-tête sur la même ligne que la barre d’outils.',
    },
    'customization.compactToolbar': {
      label: 'Barre d’outils compacte',
      help: 'N’affiche que les noms des onglets tant qu’aucun n’est cliqué.',
    },
    'customization.feedback': {
      label: 'Bouton de commentaires',
      help: 'Affiche le bouton « Feedback & Support ».',
    },
    'customization.help': { label: 'Bouton d’aide', help: 'Affiche le bouton « Aide ».' },
    'customization.hideRightMenu': {
      label: 'Masquer le panneau de droite',
      help: 'Le panneau des propriétés de la sélection est fermé au départ.',
    },
    'customization.macros': {
      label: 'Macros',
      help: 'Les documents peuvent exécuter leurs macros dans l’éditeur, après confirmation.',
    },
    'customization.plugins': { label: 'Plugins', help: 'Les plugins de l’éditeur peuvent être utilisés.' },
    'customization.reviewDisplay': {
      label: 'Suivi des modifications',
      help: 'Affichage des modifications suivies à l’ouverture d’un document.',
      options: { markup: 'Balisage', simple: 'Balisage simple', final: 'Final', original: 'Original' },
    },
    'customization.uiTheme': {
      label: 'Thème',
      help: 'Couleurs de l’éditeur, tant que personne n’en choisit d’autres sur place.',
      options: {
        '': 'Choisi par l’éditeur',
        'default-light': 'Clair par défaut',
        'default-dark': 'Sombre par défaut',
        'theme-system': 'Identique au système',
        'theme-light': 'Clair',
        'theme-classic-light': 'Classique clair',
        'theme-dark': 'Sombre',
        'theme-contrast-dark': 'Sombre contrasté',
      },
    },
    'customization.unit': {
      label: 'Unité de mesure',
      help: 'Pour les règles et les boîtes de dialogue.',
      options: { cm: 'Centimètres', pt: 'Points', inch: 'Pouces' },
    },
    'customization.zoom': {
      label: 'Zoom en pour cent',
      help: '-1 ajuste à la page, -2 à la largeur.',
    },
  },
  wopi: {
    discoveryUrl: {
      label: 'Adresse du serveur WOPI',
      help: 'Adresse du serveur telle que les navigateurs y accèdent, par exemple https://collabora.example.com. Son /hosting/discovery est lu. Vide : aucun.',
    },
    name: {
      label: 'Nom de l’éditeur',
      help: 'Ce qu’on lit dans « Ouvrir avec … », par exemple Collabora. Vide : le nom que le serveur se donne.',
    },
    internalUrl: {
      label: 'Adresse du serveur WOPI pour ce serveur',
      help: 'Seulement si ce serveur y accède par une autre adresse que les navigateurs, par exemple http://collabora:9980. Vide : l’adresse ci-dessus.',
    },
    storageUrl: {
      label: 'Adresse de ce site pour le serveur WOPI',
      help: 'Seulement si ce serveur-là accède à ce site par une autre adresse que les navigateurs. Vide : l’adresse publique de ce site.',
    },
    proof: {
      label: 'Clés de preuve',
      help: 'Si les appels doivent prouver qu’ils viennent de ce serveur.',
      options: {
        required: 'Exigées : refuser ce qui n’est pas signé',
        optional: 'Vérifiées si le serveur publie des clés',
        off: 'Non vérifiées',
      },
    },
    formats: {
      label: 'Proposer pour',
      help: 'Extensions pour lesquelles cet éditeur est proposé. Vide : toutes celles qu’il sait ouvrir.',
    },
    defaultEditFormats: {
      label: 'Modifie par défaut',
      help: 'Extensions que cet éditeur ouvre pour modification, sauf si on en choisit un autre.',
    },
    defaultViewFormats: {
      label: 'Affiche par défaut',
      help: 'Extensions que cet éditeur ouvre pour lecture, sauf si on en choisit un autre.',
    },
  },
  messages: {
    boolean: '« {label} » ({name}) doit être true ou false.',
    number: '« {label} » ({name}) doit être un nombre.',
    wholeNumber: '« {label} » ({name}) doit être un nombre entier.',
    between: '« {label} » ({name}) doit être compris entre {min} et {max}.',
    betweenOr: '« {label} » ({name}) doit être compris entre {min} et {max}, ou être l’une de ces valeurs : {also}.',
    list: '« {label} » ({name}) doit être une liste, ou des mots séparés par des virgules.',
    empty: '« {label} » ({name}) ne doit pas être vide.',
    only: '« {label} » ({name}) ne peut contenir que : {allowed}.',
    extensions: '« {label} » ({name}) doit contenir des extensions de fichier, telles que docx ou odt.',
    text: '« {label} » ({name}) doit être un texte.',
    length: '« {label} » ({name}) doit avoir au plus {max} caractères.',
    controlCharacters: '« {label} » ({name}) ne doit contenir ni saut de ligne ni caractère de contrôle.',
    choice: '« {label} » ({name}) doit être l’une de ces valeurs : {allowed}.',
    header: '« {label} » ({name}) doit être un nom d’en-tête libre.',
    ascii: '« {label} » ({name}) doit être du texte ASCII pur.',
    address: '« {label} » ({name}) doit être une adresse qui commence par https:// ou http://.',
    credentials: '« {label} » ({name}) ne doit contenir ni nom d’utilisateur ni mot de passe.',
    query: '« {label} » ({name}) ne doit contenir ni requête (?) ni fragment (#).',
    privateKey: '« {label} » ({name}) contient une clé privée. Retirez-la ; seuls des certificats ont leur place ici.',
    pem: '« {label} » ({name}) doit être du texte PEM : -----BEGIN CERTIFICATE-----, les données, -----END CERTIFICATE-----.',
    certificate:
      '« {label} » ({name}) est illisible : le certificat {number} est endommagé ou n’est pas un certificat.',
    file: '« {label} » ({name}) : le fichier est illisible.',
    fixedByEnvironment: '« {label} » ({name}) est fixé par {variable} et ne peut pas être modifié ici.',
    fixedByConfiguration: '« {label} » ({name}) est fixé par la configuration du CMS et ne peut pas être modifié ici.',
    unknown: 'Il n’existe pas de paramètre nommé {name}.',
    ignored: 'Il n’existe pas de paramètre nommé {name} ; il est ignoré.',
    storedIgnored: '{error} La valeur enregistrée est ignorée.',
    correctVariable: '{error} Corrigez la variable d’environnement {variable}.',
    correctConfiguration: '{error} Corrigez la configuration du CMS.',
  },
}
