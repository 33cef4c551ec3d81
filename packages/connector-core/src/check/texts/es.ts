import type { CheckTexts } from './check-texts.ts'

/** Spanish. */
export const es: CheckTexts = {
  setting: '«{label}»',
  titles: {
    addresses: 'Las direcciones y el secreto están completos',
    health: 'Este servidor llega a Document Server',
    public: 'Los navegadores llegan a Document Server',
    version: 'Document Server acepta nuestro token',
    conversion: 'Document Server obtiene un archivo de este CMS',
    download: 'Este servidor descarga un resultado',
    callback: 'El CMS deja pasar los callbacks',
    wopi: 'El servidor WOPI ofrece sus editores',
    wopi2: 'El segundo servidor WOPI ofrece sus editores',
  },
  sentences: {
    notTried: 'Sin comprobar, porque antes debe superarse el paso «{step}».',

    addressMissing: 'Falta la dirección de Document Server: introdúzcala en {documentServerUrl}.',
    addressNotPlain:
      'Lo que hay en {setting} no es una dirección http o https simple, sin usuario, consulta ni fragmento: corríjalo.',
    publicAddressNotPlain:
      'La dirección pública de este CMS no es una dirección http o https simple: defínala en la configuración del CMS o rellene {storageUrl}.',
    secretMissing: 'Falta el secreto compartido con Document Server: introdúzcalo en {secret}.',
    tokensOff:
      'Los tokens están desactivados: cualquiera que llegue a este CMS puede hacerse pasar por Document Server; desactive {jwtDisabled} si no es una prueba.',
    certificateNotChecked:
      'No se comprueba el certificado de Document Server: añada su autoridad en {caBundle} y active {tlsVerify}.',
    storageOnItself:
      'Document Server debe obtener los archivos de {host}, que es su propia máquina: indique en {storageUrl} la dirección por la que llega a este CMS.',
    addressesComplete: 'Document Server está en {server} y llega a este CMS en {storage}.',

    healthy: 'Document Server en {host} responde que funciona.',
    unhealthy:
      'Document Server en {host} está en marcha, pero avisa de un fallo: no funciona su base de datos, su cola, su almacenamiento o su caché; su registro dice cuál.',
    healthRefused:
      'Document Server en {host} rechaza este servidor (403): permita la dirección de este servidor en su ipfilter o en el proxy que lo precede.',
    behindProxy:
      'El proxy en {host} responde, pero Document Server, detrás de él, no ({status}): espere a que arranque o consulte su registro.',
    noHealthCheck:
      'Lo que responde en {host} no es Document Server (sin comprobación de estado, código {status}): corrija el host, el puerto y la ruta en {setting}.',

    mixedContent:
      'Los navegadores muestran este CMS por https y bloquean Document Server en {host}, indicado con http: dé un certificado a Document Server e indique su dirección https en {documentServerUrl}.',
    publicNotSeen:
      'Este servidor no llega a {host}, donde los navegadores buscan el editor, lo que solo vale si ellos sí llegan: abra allí {address} y corrija {documentServerUrl} si no aparece ningún script.',
    scriptFound: 'El script del editor está en la dirección pública, {host}.',
    scriptMissing:
      'El script del editor no está en {host} (código {status}): corrija el host, el puerto y la ruta en {documentServerUrl}.',

    tokensAsked:
      'Document Server en {host} pide tokens, que aquí están desactivados: desactive {jwtDisabled} e introduzca su secreto.',
    secretWrong:
      'Document Server en {host} rechaza nuestro token porque el secreto no es correcto: indique en {secret} el valor que tiene Document Server (JWT_SECRET de su contenedor, o services.CoAuthoring.secret en su local.json).',
    release: 'Document Server en {host} tiene la versión {release}',
    tooOld: '{release}, que es demasiado antigua: actualícelo a {recommended} o posterior, al menos a {oldest}.',
    tokensIgnored:
      'Document Server en {host} acepta peticiones sin token; puede que las suyas tampoco lo lleven, y este CMS rechazaría sus guardados: active JWT en Document Server (JWT_ENABLED de su contenedor) y dele el mismo secreto.',
    headerNotRead:
      'Document Server en {host} no lee nuestro token del encabezado {header}: ajuste {jwtHeader} y {jwtPrefix} al encabezado que utiliza (JWT_HEADER de su contenedor).',
    limited: '{release}, que funciona con limitaciones: actualícelo a {recommended} o posterior.',
    noTokenAsked: '{release} y no pide ningún token.',
    secretGood: '{release} y acepta nuestro secreto y nuestro encabezado.',

    conversionGood: 'Document Server obtuvo un archivo de este CMS en {host} y lo convirtió.',
    conversionToken:
      'Document Server rechaza el token de una conversión aunque acepta el de un comando: dé a todos sus nodos el mismo secreto y la hora correcta.',
    linkWithoutToken:
      'Document Server llegó a este CMS en {host}, pero el enlace perdió su token por el camino: haga que el proxy que precede a este CMS deje la consulta intacta, o indique en {storageUrl} una dirección sin ese proxy.',
    fileIncomplete:
      'Document Server llegó a este CMS en {host}, pero no recibió el archivo entero: revise el proxy entre ambos, o indique en {storageUrl} una dirección sin él.',
    conversionLate:
      'Document Server obtuvo el archivo de este CMS, pero no lo convirtió en {seconds} segundos: consulte el registro de su conversor.',
    conversionBroken:
      'Document Server respondió a una conversión pequeña con el error {number}: su conversor no funciona y su registro dice por qué.',
    neverArrived:
      'Document Server no puede obtener archivos de este CMS en {place}: indique en {storageUrl} la dirección por la que llega a este CMS{trust}{allow}.',
    placeItself: '{host}, que para él es su propia máquina o contenedor',
    placeLate: '{host}, donde nada llegó a tiempo, como si un cortafuegos se tragara la conexión',
    placeSilent: '{host}, donde no llegó nada',
    trust: ', y haga que confíe en el certificado que hay allí',
    allowPrivate: ', y permita en él direcciones privadas (ALLOW_PRIVATE_IP_ADDRESS)',
    otherInstallation:
      'Document Server obtuvo el archivo de {host}, pero no de esta instalación: indique la dirección de esta en {storageUrl}, o haga que todas las instancias compartan un mismo estado.',
    tokensExpired:
      'Los tokens que Document Server envía a este CMS han caducado al llegar: ponga en hora los relojes de ambos servidores.',
    otherPrefix:
      'Document Server pone su token detrás de «{found}» en el encabezado {header}, no detrás de «{expected}»: ajuste {jwtPrefix} a eso.',
    outboxSecret:
      'Document Server firma lo que envía a este CMS con un secreto distinto del que acepta: dé a su outbox (services.CoAuthoring.secret.outbox) el secreto de su inbox; si no, este CMS rechaza todos los guardados.',
    otherHeader:
      'Document Server envía su token a este CMS en el encabezado {found}, no en {header}: ponga {found} en {jwtHeader}.',
    noToken:
      'La petición de Document Server llegó sin token en el encabezado {header}: active JWT para su outbox (token.enable.request.outbox), ponga en {jwtHeader} el nombre de token.outbox.header y no deje que ningún proxy quite ese encabezado.',

    resultAddress:
      'Document Server nombra sus archivos con {origin}, que no es ni {documentServerUrl} ni {documentServerInternalUrl}: indique en {documentServerInternalUrl} una dirección que empiece así, o haga que el proxy que precede a Document Server transmita Host, X-Forwarded-Host, X-Forwarded-Proto y X-Forwarded-Prefix.',
    downloadGood: 'Este servidor descarga los resultados de {host}.',
    otherResult:
      'Lo que llega de {host} no es el archivo convertido: revise el proxy que precede a Document Server o corrija {setting}.',

    ownAddressUnreachable:
      'Sin comprobar, porque este servidor no llega a su propia dirección {host}; solo Document Server tiene que hacerlo.',
    callbackTooLong:
      'El CMS en {host} rechaza callbacks de un megabyte, tamaño que alcanzan las sesiones largas: suba a 2 MB su límite para contenido JSON y el del proxy que lo precede.',
    callbackGood: 'Un callback firmado llega al conector en {host} byte por byte.',
    callbackChanged:
      'El CMS en {host} modifica el contenido de un callback antes de que llegue al conector: no deje que ningún middleware reescriba contenido JSON en la ruta del punto de entrada del servidor del conector.',
    callbackHeaderLost:
      'El encabezado {header} de un callback no llega al conector en {host}: haga que el CMS o el proxy que lo precede transmita el encabezado, o elija otro nombre para él en {jwtHeader} y en Document Server.',
    callbackUnanswered:
      'El CMS en {host} recibe un callback, pero nunca lo responde: no deje que ningún analizador del CMS consuma la petición antes del punto de entrada del servidor del conector, o entréguele a este el contenido ya leído.',
    callbackRedirected:
      'El CMS en {host} redirige los callbacks a {to}, con lo que se pierden: indique en {storageUrl} la dirección que responde sin redirección.',
    callbackElsewhere:
      'Lo que responde a los callbacks en {host} no es el conector: corrija el host, el puerto y la ruta en {storageUrl}, o la dirección pública del CMS.',

    callbacks: 'los callbacks de Document Server',
    fileRequests: 'las peticiones de archivos de Document Server',
    cmsRefuses:
      'El propio CMS en {host} rechaza {what} ({status}): excluya la ruta del punto de entrada del servidor del conector de sus reglas de inicio de sesión, CSRF y acceso.',
    doorElsewhere:
      'El punto de entrada del servidor del conector no está en {host}{status}: corrija el host, el puerto y la ruta en {storageUrl}, o la dirección pública del CMS.',
    cmsTooLarge:
      'El CMS en {host} rechaza {what} por exceso de tamaño (413): suba su límite para contenido JSON a 2 MB.',
    cmsAnswers:
      'El CMS en {host} intercepta {what} con el código {status} antes de que lleguen al conector: consulte el registro del CMS y el del proxy que lo precede.',

    wopiStatus:
      'El servidor WOPI en {host} responde a su dirección de descubrimiento con el código {status}: corrija el host, el puerto y la ruta en {setting}, o active WOPI en ese servidor.',
    notWopi:
      'Lo que responde en {host} no es un servidor WOPI, pues su documento de descubrimiento no se puede leer: corrija el host, el puerto y la ruta en {setting}.',
    proofImpossible:
      'El servidor WOPI no publica claves de prueba, así que se rechazarían todas sus llamadas: dele claves, o elija en {setting} «Se comprueban si el servidor publica claves».',
    wopiClock:
      'Los relojes del servidor WOPI y de esta máquina difieren en {minutes} minutos, y las llamadas con 20 minutos de diferencia se rechazan: ponga en hora ambos relojes.',
    wopiMixedContent:
      'Los navegadores muestran este CMS por https y bloquean el editor, que el descubrimiento del servidor WOPI sitúa en {origin}: indique a ese servidor que se llega a él por https (ssl.termination de Collabora, X-Forwarded-Proto del proxy que lo precede).',
    wopiElsewhere:
      'El descubrimiento del servidor WOPI envía los navegadores a {origin}, no a {own}: si no llegan allí, corrija el nombre propio del servidor (server_name de Collabora), o {discoveryUrl} y {internalUrl}.',
    wopiStorageOnItself:
      'El servidor WOPI debe obtener los archivos de {host}, que es su propia máquina: indique en {setting} la dirección por la que llega a este CMS.',
    wopiDoesNotOpen:
      'Según su descubrimiento, el servidor WOPI no abre {extensions}: quite de {setting} lo que no puede hacer.',
    wopiDoesNotEdit:
      'Según su descubrimiento, el servidor WOPI no edita {extensions}: quite de {setting} lo que no puede hacer.',
    wopiNotOffered:
      'El conector no ofrece {extensions} en este editor: el formato no se conoce aquí, está desactivado en {disabledFormats} o falta en {formats}.',
    wopiNoFormat:
      'El descubrimiento del servidor WOPI no contiene ningún formato que este conector ofrezca: compruebe {disabledFormats} y {formats}.',
    wopiAble: 'El servidor WOPI en {host} edita {edits} formatos ({extensions}) y muestra {shows} más',
    wopiNoKeys:
      '{able}, pero no publica claves de prueba: no se puede saber si una llamada viene de él, y quien abre un documento puede obtenerlo entero. Quien no tiene derecho a descargar no lo abre con este editor mientras el servidor no tenga claves.',
    wopiKeysUnused:
      '{able}, pero no se usan sus claves de prueba: quien abre un documento puede obtenerlo entero, y quien no tiene derecho a descargar no lo abre con este editor. Haga que se comprueben en {setting}.',
    wopiGood: '{able}, y acredita sus llamadas con claves.',
  },
  faults: {
    dns: 'Este servidor no conoce el nombre de host de la dirección {host}: corrija {setting} o el servicio de nombres.',
    refused: 'En {host} ningún servicio acepta conexiones: inicie el servidor o corrija {setting}.',
    unroutable: 'No hay ruta de este servidor a {host}: compruebe la red y el cortafuegos, o corrija {setting}.',
    connect_timeout:
      '{host} no acepta una conexión a tiempo: compruebe el cortafuegos entre ambos servidores o corrija {setting}.',
    answer_timeout:
      'El servidor en {host} no respondió a tiempo: compruebe su carga o aumente el tiempo de espera en los ajustes.',
    tls_untrusted:
      'El certificado de {host} procede de una autoridad en la que este servidor no confía: añada el certificado de esa autoridad en {caBundle}.',
    tls_expired:
      'El certificado de {host} ha caducado o todavía no es válido: renuévelo o ponga en hora el reloj de este servidor.',
    tls_host:
      'El certificado de {host} es para otro nombre de host: use en {setting} un nombre que figure en el certificado, o renueve el certificado.',
    tls_protocol:
      'No se puede establecer una conexión TLS con {host}: compruebe en {setting} que el puerto y https se corresponden.',
    not_http:
      'Lo que responde en {host} no habla HTTP: compruebe en {setting} que el puerto y http o https se corresponden.',
    broken:
      'Se cortó la conexión con {host}: compruebe que el servidor está en marcha y que {setting} tiene el protocolo y el puerto correctos.',
    redirected: '{host} solo redirige a {redirect}: corrija {setting}.',
    notDocumentServer: 'Lo que responde en {host} no es Document Server: corrija {setting} o el proxy que lo precede.',
    noServices: 'Los servicios de Document Server no están en {host}: compruebe la ruta en {setting}.',
    addressRefused:
      'Document Server en {host} rechaza las peticiones de este servidor: permita su dirección en el ipfilter o en el proxy que lo precede.',
    serverStatus:
      'Document Server en {host} respondió con el código {status}: puede que esté arrancando o sobrecargado; su registro dice por qué.',
    otherStatus:
      'Document Server en {host} respondió con el código {status}: compruebe que {setting} lleva al propio Document Server.',
    linkRefused:
      'Document Server en {host} rechaza su propio enlace de descarga: compruebe que ningún proxy que lo preceda cambie la ruta o la consulta, y que todos sus nodos compartan el mismo secure_link_secret.',
    linkUnknown:
      'Document Server en {host} no tiene ningún archivo en su propio enlace de descarga: compruebe la ruta en {setting} y en {documentServerUrl}.',
    linkExpired:
      'El enlace de descarga de Document Server en {host} ha caducado: ponga en hora los relojes de ambos servidores.',
    cutShort:
      'La descarga desde Document Server en {host} terminó antes de tiempo: compruebe la red entre ambos servidores y su registro.',
    tooLarge:
      'El archivo de Document Server supera {maxBytes} bytes, el máximo que se guarda aquí: aumente {maxDocumentBytes}.',
    tokenExpired: 'Según Document Server, nuestro token ha caducado: ponga en hora los relojes de ambos servidores.',
    commandFailed: 'Document Server respondió a un comando con el error {commandError}: su registro dice por qué.',
    certificatesUnreadable:
      'Lo que hay en {caBundle} no se puede leer: pegue cada certificado como texto PEM, de BEGIN CERTIFICATE a END CERTIFICATE.',
  },
}
