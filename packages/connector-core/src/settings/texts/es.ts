import type { SettingsTexts } from './settings-texts.ts'

/** Spanish. */
export const es: SettingsTexts = {
  groups: {
    connection: 'Conexión',
    security: 'Seguridad',
    editing: 'Edición y guardado',
    formats: 'Formatos de archivo',
    limits: 'Límites',
    look: 'Aspecto del editor',
    wopi: 'Servidor de edición WOPI (Collabora Online, Office Online Server)',
    wopi2: 'Segundo servidor de edición WOPI',
  },
  fields: {
    documentServerUrl: {
      label: 'Dirección de Document Server',
      help: 'Dirección de ONLYOFFICE Docs a la que acceden los navegadores, como https://docs.example.com. Se permite una ruta después del host.',
    },
    secret: {
      label: 'Secreto',
      help: 'El secreto JWT de Document Server (services.CoAuthoring.secret, o JWT_SECRET de su contenedor). No se vuelve a mostrar.',
    },
    documentServerInternalUrl: {
      label: 'Dirección de Document Server para este servidor',
      help: 'Solo si este servidor accede a Document Server por una dirección distinta de la de los navegadores, como http://documentserver. Vacío: la dirección de arriba.',
    },
    storageUrl: {
      label: 'Dirección de este sitio para Document Server',
      help: 'Solo si Document Server accede a este sitio por una dirección distinta de la de los navegadores, como http://cms:1337. Vacío: la dirección pública de este sitio.',
    },
    jwtHeader: {
      label: 'Encabezado JWT',
      help: 'Nombre del encabezado que lleva el token, tal como está definido en Document Server (JWT_HEADER de su contenedor).',
    },
    jwtPrefix: {
      label: 'Prefijo del encabezado JWT',
      help: 'Texto que precede al token en ese encabezado. Normalmente Bearer.',
    },
    jwtAlgorithms: {
      label: 'Algoritmos JWT',
      help: 'Firmas que se aceptan. Con la primera se firma.',
    },
    jwtLeewaySeconds: {
      label: 'Diferencia de relojes tolerada en segundos',
      help: 'Cuánto pueden diferir los relojes de ambos servidores cuando caduca un token.',
    },
    jwtDisabled: {
      label: 'Trabajar sin JWT',
      help: 'Aceptar y enviar peticiones sin firmar. Solo para una red de pruebas cerrada cuyo Document Server tenga JWT desactivado.',
      danger:
        'JWT está desactivado: las peticiones no se firman y cualquiera que conozca un enlace puede hacerse pasar por Document Server.',
    },
    tlsVerify: {
      label: 'Comprobar el certificado de Document Server',
      help: 'Déjelo activado. Para una autoridad privada, añada más abajo su certificado.',
      danger:
        'No se comprueba el certificado de Document Server: los documentos y los tokens se pueden leer por el camino.',
    },
    caBundle: {
      label: 'Certificados de autoridades privadas',
      help: 'Certificados PEM que avalan el certificado de Document Server, además de los del sistema.',
    },
    openIn: {
      label: 'Abrir el editor',
      help: 'Dónde aparece el editor.',
      options: { tab: 'En una pestaña propia', admin: 'Dentro del panel de administración' },
    },
    forcesave: {
      label: 'El botón Guardar guarda al momento',
      help: 'Si no, un documento se guarda cuando lo deja la última persona que lo edita.',
    },
    forcesaveEveryMinutes: {
      label: 'Guardar automáticamente cada … minutos',
      help: 'Mientras se edita. 0: solo al pulsar Guardar o al salir.',
    },
    lossyEditFormats: {
      label: 'Editar en su propio formato, con posibles pérdidas',
      help: 'Extensiones como odt, rtf o csv. Lo que el formato no admite se pierde al guardar. Para las demás se ofrece antes la conversión.',
    },
    defaultOpenFormats: {
      label: 'Abrir en el editor de forma predeterminada',
      help: 'Extensiones que se abren en el editor al hacer clic en el archivo.',
    },
    disabledFormats: {
      label: 'No ofrecer',
      help: 'Extensiones para las que no se ofrece el editor.',
    },
    maxDocumentBytes: {
      label: 'Tamaño máximo de un documento en bytes',
      help: 'Los que lo superan no se abren ni se guardan. Document Server mismo se detiene en 104857600 si no se le indica otra cosa.',
    },
    connectTimeoutSeconds: {
      label: 'Segundos para conectar',
      help: 'Cuánto se espera a que Document Server acepte una conexión.',
    },
    requestTimeoutSeconds: {
      label: 'Segundos para un comando',
      help: 'Cuánto se espera la respuesta a un comando o a una comprobación de estado.',
    },
    downloadTimeoutSeconds: {
      label: 'Segundos para una descarga',
      help: 'Cuánto puede durar en total la descarga de un documento editado.',
    },
    conversionTimeoutSeconds: {
      label: 'Segundos para una conversión',
      help: 'Cuánto se espera un documento convertido.',
    },
    'customization.chat': { label: 'Chat', help: 'Quienes editan pueden escribirse.' },
    'customization.compactHeader': {
      label: 'Encabezado compacto',
      help: 'Pone el título y los botones del encabezado en la misma fila que la barra de herramientas.',
    },
    'customization.compactToolbar': {
      label: 'Barra de herramientas compacta',
      help: 'Muestra solo los nombres de las pestañas hasta que se hace clic en una.',
    },
    'customization.feedback': {
      label: 'Botón de comentarios',
      help: 'Muestra el botón «Feedback y Soporte».',
    },
    'customization.help': { label: 'Botón de ayuda', help: 'Muestra el botón «Ayuda».' },
    'customization.hideRightMenu': {
      label: 'Ocultar el panel derecho',
      help: 'El panel con las propiedades de la selección empieza cerrado.',
    },
    'customization.macros': {
      label: 'Macros',
      help: 'Los documentos pueden ejecutar sus macros en el editor; antes se pregunta.',
    },
    'customization.plugins': { label: 'Plugins', help: 'Se pueden usar los plugins del editor.' },
    'customization.reviewDisplay': {
      label: 'Control de cambios',
      help: 'Cómo se ven los cambios registrados al abrir un documento.',
      options: { markup: 'Cambios', simple: 'Cambios simples', final: 'Final', original: 'Original' },
    },
    'customization.uiTheme': {
      label: 'Tema',
      help: 'Colores del editor mientras nadie elija otros allí.',
      options: {
        '': 'El que elija el editor',
        'default-light': 'Claro predeterminado',
        'default-dark': 'Oscuro predeterminado',
        'theme-system': 'Igual que el sistema',
        'theme-light': 'Claro',
        'theme-classic-light': 'Clásico claro',
        'theme-dark': 'Oscuro',
        'theme-contrast-dark': 'Oscuro con contraste',
      },
    },
    'customization.unit': {
      label: 'Unidad de medida',
      help: 'Para las reglas y los cuadros de diálogo.',
      options: { cm: 'Centímetros', pt: 'Puntos', inch: 'Pulgadas' },
    },
    'customization.zoom': {
      label: 'Zoom en porcentaje',
      help: '-1 ajusta a la página, -2 al ancho.',
    },
  },
  wopi: {
    discoveryUrl: {
      label: 'Dirección del servidor WOPI',
      help: 'Dirección del servidor a la que acceden los navegadores, como https://collabora.example.com. Se lee su /hosting/discovery. Vacío: ninguno.',
    },
    name: {
      label: 'Nombre del editor',
      help: 'Lo que se lee en «Abrir con …», como Collabora. Vacío: el nombre que se da el propio servidor.',
    },
    internalUrl: {
      label: 'Dirección del servidor WOPI para este servidor',
      help: 'Solo si este servidor accede a él por una dirección distinta de la de los navegadores, como http://collabora:9980. Vacío: la dirección de arriba.',
    },
    storageUrl: {
      label: 'Dirección de este sitio para el servidor WOPI',
      help: 'Solo si aquel servidor accede a este sitio por una dirección distinta de la de los navegadores. Vacío: la dirección pública de este sitio.',
    },
    proof: {
      label: 'Claves de prueba',
      help: 'Si las llamadas deben demostrar que vienen de este servidor.',
      options: {
        required: 'Obligatorias: rechazar lo que no esté firmado',
        optional: 'Se comprueban si el servidor publica claves',
        off: 'No se comprueban',
      },
    },
    formats: {
      label: 'Ofrecer para',
      help: 'Extensiones para las que se ofrece este editor. Vacío: todas las que puede abrir.',
    },
    defaultEditFormats: {
      label: 'Edita de forma predeterminada',
      help: 'Extensiones que este editor abre para editar si nadie elige otro.',
    },
    defaultViewFormats: {
      label: 'Muestra de forma predeterminada',
      help: 'Extensiones que este editor abre para ver si nadie elige otro.',
    },
  },
  messages: {
    boolean: '«{label}» ({name}) debe ser true o false.',
    number: '«{label}» ({name}) debe ser un número.',
    wholeNumber: '«{label}» ({name}) debe ser un número entero.',
    between: '«{label}» ({name}) debe estar entre {min} y {max}.',
    betweenOr: '«{label}» ({name}) debe estar entre {min} y {max}, o ser uno de estos valores: {also}.',
    list: '«{label}» ({name}) debe ser una lista, o palabras separadas por comas.',
    empty: '«{label}» ({name}) no puede estar vacío.',
    only: '«{label}» ({name}) solo puede contener: {allowed}.',
    extensions: '«{label}» ({name}) debe contener extensiones de archivo, como docx u odt.',
    text: '«{label}» ({name}) debe ser texto.',
    length: '«{label}» ({name}) debe tener como máximo {max} caracteres.',
    controlCharacters: '«{label}» ({name}) no puede contener saltos de línea ni caracteres de control.',
    choice: '«{label}» ({name}) debe ser uno de estos valores: {allowed}.',
    header: '«{label}» ({name}) debe ser un nombre de encabezado libre.',
    ascii: '«{label}» ({name}) debe ser texto ASCII puro.',
    address: '«{label}» ({name}) debe ser una dirección que empiece por https:// o http://.',
    credentials: '«{label}» ({name}) no puede contener usuario ni contraseña.',
    query: '«{label}» ({name}) no puede contener consulta (?) ni fragmento (#).',
    privateKey: '«{label}» ({name}) contiene una clave privada. Quítela; aquí solo van certificados.',
    pem: '«{label}» ({name}) debe ser texto PEM: -----BEGIN CERTIFICATE-----, los datos, -----END CERTIFICATE-----.',
    certificate: '«{label}» ({name}) no se puede leer: el certificado {number} está dañado o no es un certificado.',
    file: '«{label}» ({name}): no se puede leer el archivo.',
    fixedByEnvironment: '«{label}» ({name}) está fijado por {variable} y no se puede cambiar aquí.',
    fixedByConfiguration: '«{label}» ({name}) está fijado por la configuración del CMS y no se puede cambiar aquí.',
    unknown: 'No hay ningún ajuste llamado {name}.',
    ignored: 'No hay ningún ajuste llamado {name}; se ignora.',
    storedIgnored: '{error} Se ignora el valor guardado.',
    correctVariable: '{error} Corrija la variable de entorno {variable}.',
    correctConfiguration: '{error} Corrija la configuración del CMS.',
  },
}
