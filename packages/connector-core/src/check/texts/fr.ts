import type { CheckTexts } from './check-texts.ts'

/** French. */
export const fr: CheckTexts = {
  setting: '« {label} »',
  titles: {
    addresses: 'Les adresses et le secret sont complets',
    health: 'Ce serveur atteint Document Server',
    public: 'Les navigateurs atteignent Document Server',
    version: 'Document Server accepte notre jeton',
    conversion: 'Document Server récupère un fichier de ce CMS',
    download: 'Ce serveur télécharge un résultat',
    callback: 'Le CMS laisse passer les callbacks',
    wopi: 'Le serveur WOPI propose ses éditeurs',
    wopi2: 'Le second serveur WOPI propose ses éditeurs',
  },
  sentences: {
    notTried: 'Non vérifié, car l’étape « {step} » doit d’abord réussir.',

    addressMissing: 'L’adresse de Document Server n’est pas définie : saisissez-la dans {documentServerUrl}.',
    addressNotPlain:
      'Le contenu de {setting} n’est pas une simple adresse http ou https sans nom d’utilisateur, requête ni fragment : corrigez-le.',
    publicAddressNotPlain:
      'L’adresse publique de ce CMS n’est pas une simple adresse http ou https : définissez-la dans la configuration du CMS, ou remplissez {storageUrl}.',
    secretMissing: 'Le secret partagé avec Document Server n’est pas défini : saisissez-le dans {secret}.',
    tokensOff:
      'Les jetons sont désactivés : quiconque atteint ce CMS peut se faire passer pour Document Server ; désactivez {jwtDisabled} en dehors d’un test.',
    certificateNotChecked:
      'Le certificat de Document Server n’est pas vérifié : ajoutez son autorité dans {caBundle} et activez {tlsVerify}.',
    storageOnItself:
      'Document Server doit récupérer les fichiers sur {host}, qui est sa propre machine : indiquez dans {storageUrl} l’adresse par laquelle il atteint ce CMS.',
    addressesComplete: 'Document Server est à l’adresse {server} et atteint ce CMS à l’adresse {storage}.',

    healthy: 'Document Server ({host}) répond qu’il fonctionne.',
    unhealthy:
      'Document Server ({host}) tourne mais signale une panne : sa base de données, sa file d’attente, son stockage ou son cache ne fonctionne pas ; son journal dit lequel.',
    healthRefused:
      'Document Server ({host}) refuse ce serveur (403) : autorisez l’adresse de ce serveur dans son ipfilter, ou dans le proxy placé devant.',
    behindProxy:
      'Le proxy {host} répond, mais pas Document Server derrière lui ({status}) : attendez qu’il ait démarré, ou consultez son journal.',
    noHealthCheck:
      'Ce qui répond sur {host} n’est pas Document Server (pas de vérification d’état, statut {status}) : corrigez l’hôte, le port et le chemin dans {setting}.',

    mixedContent:
      'Les navigateurs affichent ce CMS en https et bloquent Document Server ({host}), indiqué en http : donnez un certificat à Document Server et indiquez son adresse https dans {documentServerUrl}.',
    publicNotSeen:
      'Ce serveur n’atteint pas {host}, où les navigateurs cherchent l’éditeur, ce qui ne convient que s’ils y parviennent : ouvrez-y {address}, et corrigez {documentServerUrl} si aucun script ne s’affiche.',
    scriptFound: 'Le script de l’éditeur est bien à l’adresse publique, {host}.',
    scriptMissing:
      'Le script de l’éditeur n’est pas sur {host} (statut {status}) : corrigez l’hôte, le port et le chemin dans {documentServerUrl}.',

    tokensAsked:
      'Document Server ({host}) demande des jetons, qui sont désactivés ici : désactivez {jwtDisabled} et saisissez son secret.',
    secretWrong:
      'Document Server ({host}) refuse notre jeton car le secret est erroné : indiquez dans {secret} la valeur que possède Document Server (JWT_SECRET de son conteneur, ou services.CoAuthoring.secret dans son local.json).',
    release: 'Document Server ({host}) est en version {release}',
    tooOld:
      '{release}, ce qui est trop ancien : mettez-le à jour vers {recommended} ou plus récent, au moins vers {oldest}.',
    tokensIgnored:
      'Document Server ({host}) accepte des requêtes sans jeton ; les siennes peuvent donc en manquer aussi, et ce CMS refuserait ses enregistrements : activez JWT dans Document Server (JWT_ENABLED de son conteneur) et donnez-lui le même secret.',
    headerNotRead:
      'Document Server ({host}) ne lit pas notre jeton dans l’en-tête {header} : réglez {jwtHeader} et {jwtPrefix} sur l’en-tête qu’il utilise (JWT_HEADER de son conteneur).',
    limited: '{release}, qui fonctionne avec des limites : mettez-le à jour vers {recommended} ou plus récent.',
    noTokenAsked: '{release} et ne demande pas de jeton.',
    secretGood: '{release} et accepte notre secret et notre en-tête.',

    conversionGood: 'Document Server a récupéré un fichier de ce CMS ({host}) et l’a converti.',
    conversionToken:
      'Document Server refuse le jeton d’une conversion alors qu’il accepte celui d’une commande : donnez à tous ses nœuds le même secret et la bonne heure.',
    linkWithoutToken:
      'Document Server a atteint ce CMS sur {host}, mais le lien a perdu son jeton en chemin : faites passer la requête inchangée par le proxy placé devant ce CMS, ou indiquez dans {storageUrl} une adresse sans ce proxy.',
    fileIncomplete:
      'Document Server a atteint ce CMS sur {host} mais n’a pas reçu le fichier entier : examinez le proxy entre les deux, ou indiquez dans {storageUrl} une adresse sans lui.',
    conversionLate:
      'Document Server a récupéré le fichier de ce CMS mais ne l’a pas converti en {seconds} secondes : consultez le journal de son convertisseur.',
    conversionBroken:
      'Document Server a répondu à une petite conversion par l’erreur {number} : son convertisseur ne fonctionne pas, et son journal en donne la raison.',
    neverArrived:
      'Document Server ne peut pas récupérer de fichiers de ce CMS sur {place} : indiquez dans {storageUrl} l’adresse par laquelle il atteint ce CMS{trust}{allow}.',
    placeItself: '{host}, qui est pour lui sa propre machine ou son propre conteneur',
    placeLate: '{host}, où rien n’est arrivé à temps, comme si un pare-feu absorbait la connexion',
    placeSilent: '{host}, où rien n’est arrivé',
    trust: ', et faites-lui accepter le certificat qui s’y trouve',
    allowPrivate: ', et autorisez-y les adresses privées (ALLOW_PRIVATE_IP_ADDRESS)',
    otherInstallation:
      'Document Server a récupéré le fichier sur {host}, mais pas auprès de cette installation : indiquez l’adresse de celle-ci dans {storageUrl}, ou faites partager le même état à toutes les instances.',
    tokensExpired:
      'Les jetons que Document Server envoie à ce CMS ont expiré à leur arrivée : mettez les horloges des deux serveurs à l’heure.',
    otherPrefix:
      'Document Server place son jeton après « {found} » dans l’en-tête {header}, et non après « {expected} » : réglez {jwtPrefix} en conséquence.',
    outboxSecret:
      'Document Server signe ce qu’il envoie à ce CMS avec un autre secret que celui qu’il accepte : donnez à son outbox (services.CoAuthoring.secret.outbox) le secret de son inbox, sinon ce CMS refuse tout enregistrement.',
    otherHeader:
      'Document Server envoie son jeton à ce CMS dans l’en-tête {found}, et non dans {header} : réglez {jwtHeader} sur {found}.',
    noToken:
      'La requête de Document Server est arrivée sans jeton dans l’en-tête {header} : activez JWT pour son outbox (token.enable.request.outbox), réglez {jwtHeader} sur le nom indiqué dans token.outbox.header, et ne laissez aucun proxy retirer cet en-tête.',

    resultAddress:
      'Document Server désigne ses fichiers par {origin}, qui n’est ni {documentServerUrl} ni {documentServerInternalUrl} : indiquez dans {documentServerInternalUrl} une adresse qui commence ainsi, ou faites transmettre Host, X-Forwarded-Host, X-Forwarded-Proto et X-Forwarded-Prefix par le proxy placé devant Document Server.',
    downloadGood: 'Ce serveur télécharge les résultats depuis {host}.',
    otherResult:
      'Ce qui vient de {host} n’est pas le fichier converti : examinez le proxy placé devant Document Server, ou corrigez {setting}.',

    ownAddressUnreachable:
      'Non vérifié, car ce serveur n’atteint pas sa propre adresse {host} ; seul Document Server en a besoin.',
    callbackTooLong:
      'Le CMS ({host}) refuse les callbacks d’un mégaoctet, taille atteinte après de longues sessions : portez à 2 Mo sa limite pour le contenu JSON, et celle du proxy placé devant.',
    callbackGood: 'Un callback signé parvient au connecteur ({host}) à l’octet près.',
    callbackChanged:
      'Le contenu d’un callback arrive au connecteur modifié par le CMS ({host}) : ne laissez aucun middleware réécrire le contenu JSON sur le chemin du point d’entrée serveur du connecteur.',
    callbackHeaderLost:
      'L’en-tête {header} d’un callback ne parvient pas au connecteur ({host}) : faites transmettre cet en-tête par le CMS ou le proxy placé devant, ou choisissez-lui un autre nom dans {jwtHeader} et dans Document Server.',
    callbackUnanswered:
      'Le CMS ({host}) prend un callback mais n’y répond jamais : ne laissez aucun analyseur du CMS consommer la requête avant le point d’entrée serveur du connecteur, ou transmettez à celui-ci le contenu analysé.',
    callbackRedirected:
      'Le CMS ({host}) redirige les callbacks vers {to}, ce qui les perd : indiquez dans {storageUrl} l’adresse qui répond sans redirection.',
    callbackElsewhere:
      'Ce qui répond aux callbacks sur {host} n’est pas le connecteur : corrigez l’hôte, le port et le chemin dans {storageUrl}, ou l’adresse publique du CMS.',

    callbacks: 'les callbacks de Document Server',
    fileRequests: 'les demandes de fichiers de Document Server',
    cmsRefuses:
      'Le CMS ({host}) refuse lui-même {what} ({status}) : exemptez le chemin du point d’entrée serveur du connecteur de ses règles de connexion, de CSRF et d’accès.',
    doorElsewhere:
      'Le point d’entrée serveur du connecteur n’est pas sur {host}{status} : corrigez l’hôte, le port et le chemin dans {storageUrl}, ou l’adresse publique du CMS.',
    cmsTooLarge:
      'Le CMS ({host}) refuse {what} pour excès de taille (413) : portez sa limite pour le contenu JSON à 2 Mo.',
    cmsAnswers:
      'Le CMS ({host}) intercepte {what} avec le statut {status} avant que le connecteur ne les voie : consultez le journal du CMS et du proxy placé devant.',

    wopiStatus:
      'Le serveur WOPI ({host}) répond à son adresse de découverte par le statut {status} : corrigez l’hôte, le port et le chemin dans {setting}, ou activez WOPI dans ce serveur.',
    notWopi:
      'Ce qui répond sur {host} n’est pas un serveur WOPI, car son document de découverte est illisible : corrigez l’hôte, le port et le chemin dans {setting}.',
    proofImpossible:
      'Le serveur WOPI ne publie pas de clés de preuve, et tous ses appels seraient refusés : donnez-lui des clés, ou choisissez dans {setting} « Vérifiées si le serveur publie des clés ».',
    wopiClock:
      'Les horloges du serveur WOPI et de cette machine diffèrent de {minutes} minutes, et les appels décalés de 20 minutes sont refusés : réglez les deux horloges.',
    wopiMixedContent:
      'Les navigateurs affichent ce CMS en https et bloquent l’éditeur, que la découverte du serveur WOPI situe à {origin} : indiquez à ce serveur qu’on l’atteint en https (ssl.termination de Collabora, X-Forwarded-Proto du proxy placé devant).',
    wopiElsewhere:
      'La découverte du serveur WOPI envoie les navigateurs vers {origin}, et non vers {own} : s’ils ne l’atteignent pas, corrigez le nom propre du serveur (server_name de Collabora), ou {discoveryUrl} et {internalUrl}.',
    wopiStorageOnItself:
      'Le serveur WOPI doit récupérer les fichiers sur {host}, qui est sa propre machine : indiquez dans {setting} l’adresse par laquelle il atteint ce CMS.',
    wopiDoesNotOpen:
      'Selon sa découverte, le serveur WOPI n’ouvre pas {extensions} : retirez de {setting} ce qu’il ne sait pas faire.',
    wopiDoesNotEdit:
      'Selon sa découverte, le serveur WOPI ne modifie pas {extensions} : retirez de {setting} ce qu’il ne sait pas faire.',
    wopiNotOffered:
      'Le connecteur ne propose pas {extensions} dans cet éditeur : le format est inconnu ici, désactivé dans {disabledFormats}, ou absent de {formats}.',
    wopiNoFormat:
      'La découverte du serveur WOPI ne contient aucun format proposé par ce connecteur : vérifiez {disabledFormats} et {formats}.',
    wopiAble: 'Le serveur WOPI ({host}) modifie {edits} formats ({extensions}) et en affiche {shows} de plus',
    wopiNoKeys:
      '{able}, mais ne publie pas de clés de preuve : on ne peut savoir si un appel vient de lui, et qui ouvre un document peut le récupérer en entier. Qui n’a pas le droit de télécharger ne l’ouvre pas avec cet éditeur tant que le serveur n’a pas de clés.',
    wopiKeysUnused:
      '{able}, mais ses clés de preuve ne sont pas utilisées : qui ouvre un document peut le récupérer en entier, et qui n’a pas le droit de télécharger ne l’ouvre pas avec cet éditeur. Faites-les vérifier dans {setting}.',
    wopiGood: '{able}, et prouve ses appels par des clés.',
  },
  faults: {
    dns: 'Ce serveur ne connaît pas le nom d’hôte de l’adresse {host} : corrigez {setting}, ou le service de noms.',
    refused: 'Aucun service n’accepte de connexion sur {host} : démarrez le serveur, ou corrigez {setting}.',
    unroutable:
      'Aucune route ne mène de ce serveur à {host} : vérifiez le réseau et le pare-feu, ou corrigez {setting}.',
    connect_timeout:
      '{host} n’accepte pas de connexion à temps : vérifiez le pare-feu entre les deux serveurs, ou corrigez {setting}.',
    answer_timeout:
      'Le serveur {host} n’a pas répondu à temps : vérifiez sa charge, ou augmentez le délai dans les paramètres.',
    tls_untrusted:
      'Le certificat de {host} vient d’une autorité que ce serveur ne reconnaît pas : ajoutez le certificat de cette autorité dans {caBundle}.',
    tls_expired:
      'Le certificat de {host} a expiré ou n’est pas encore valable : renouvelez-le, ou mettez l’horloge de ce serveur à l’heure.',
    tls_host:
      'Le certificat de {host} est établi pour un autre nom d’hôte : utilisez dans {setting} un nom qui figure dans le certificat, ou renouvelez-le.',
    tls_protocol:
      'Aucune connexion TLS avec {host} n’est possible : vérifiez dans {setting} que le port et https vont ensemble.',
    not_http:
      'Ce qui répond sur {host} ne parle pas HTTP : vérifiez dans {setting} que le port et http ou https vont ensemble.',
    broken:
      'La connexion à {host} s’est interrompue : vérifiez que le serveur tourne et que {setting} indique le bon protocole et le bon port.',
    redirected: '{host} ne fait que rediriger vers {redirect} : corrigez {setting}.',
    notDocumentServer:
      'Ce qui répond sur {host} n’est pas Document Server : corrigez {setting}, ou le proxy placé devant.',
    noServices: 'Les services de Document Server sont introuvables sur {host} : vérifiez le chemin dans {setting}.',
    addressRefused:
      'Document Server ({host}) refuse les requêtes de ce serveur : autorisez son adresse dans l’ipfilter, ou dans le proxy placé devant.',
    serverStatus:
      'Document Server ({host}) a répondu par le statut {status} : il démarre peut-être ou est surchargé ; son journal en donne la raison.',
    otherStatus:
      'Document Server ({host}) a répondu par le statut {status} : vérifiez que {setting} mène à Document Server lui-même.',
    linkRefused:
      'Document Server ({host}) refuse son propre lien de téléchargement : vérifiez qu’aucun proxy placé devant ne change le chemin ou la requête, et que tous ses nœuds partagent le même secure_link_secret.',
    linkUnknown:
      'Document Server ({host}) n’a pas de fichier à son propre lien de téléchargement : vérifiez le chemin dans {setting} et dans {documentServerUrl}.',
    linkExpired:
      'Le lien de téléchargement de Document Server ({host}) a expiré : mettez les horloges des deux serveurs à l’heure.',
    cutShort:
      'Le téléchargement depuis Document Server ({host}) s’est arrêté trop tôt : vérifiez le réseau entre les deux serveurs, et son journal.',
    tooLarge:
      'Le fichier de Document Server dépasse {maxBytes} octets, le maximum enregistré ici : augmentez {maxDocumentBytes}.',
    tokenExpired: 'Selon Document Server, notre jeton a expiré : mettez les horloges des deux serveurs à l’heure.',
    commandFailed:
      'Document Server a répondu à une commande par l’erreur {commandError} : son journal en donne la raison.',
    certificatesUnreadable:
      'Le contenu de {caBundle} est illisible : collez chaque certificat en texte PEM, de BEGIN CERTIFICATE à END CERTIFICATE.',
  },
}
