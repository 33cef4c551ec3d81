import { ConnectorError } from '../errors.ts'

interface Meaning {
  message: (from: string, to: string) => string
  /** May succeed when tried again as it is. */
  transient: boolean
}

/** Source: ONLYOFFICE docs, "Conversion API > Possible error codes"; 0 without a file is what the server does beyond its limit of cells. */
const meanings: Readonly<Record<number, Meaning>> = {
  0: {
    message: (from, to) =>
      `Document Server made no ${to} file from this ${from} file: it may be beyond the limit of spreadsheet cells. Try a smaller file or another format.`,
    transient: false,
  },
  [-1]: {
    message: () => 'The conversion failed in Document Server for a reason that it does not name. Try again later.',
    transient: true,
  },
  [-2]: {
    message: () => 'The conversion took longer than Document Server allows. Try again later.',
    transient: true,
  },
  [-3]: {
    message: (from, to) =>
      `Document Server could not convert this file from ${from} to ${to}: it may be damaged, or not be a ${from} file. Check that it opens elsewhere.`,
    transient: false,
  },
  [-4]: {
    message: () =>
      'Document Server could not fetch the file to convert from this CMS. Ask an administrator to run the connection check and to look at storageUrl.',
    transient: true,
  },
  [-5]: {
    message: () => 'The file is protected: enter its password, the one given does not open it or none was given.',
    transient: false,
  },
  [-6]: {
    message: () => "Document Server's database or queue did not work during the conversion. Try again later.",
    transient: true,
  },
  [-7]: {
    message: (from, to) =>
      `Document Server does not accept this conversion from ${from} to ${to}: the format is unknown to it, or the file is not a ${from} file.`,
    transient: false,
  },
  [-8]: {
    message: () =>
      'Document Server refused the token of the conversion. Ask an administrator to compare the secret in the connector settings with that of Document Server, and the clocks.',
    transient: false,
  },
  [-9]: {
    message: () =>
      'Document Server cannot tell what this XML file is. Choose a text document or a spreadsheet as its target explicitly.',
    transient: false,
  },
  [-10]: {
    message: () => "The file is larger than Document Server's limit for conversions. Try a smaller file.",
    transient: false,
  },
}

/** The error for one of the conversion service's numbers; `detail` has `conversionError`, `from` and `to`. */
export function conversionError(conversionError: number, from: string, to: string): ConnectorError {
  const meaning = meanings[conversionError]
  const message =
    meaning?.message(from, to) ??
    `Document Server answered the conversion with error ${conversionError}, which is not known here. Its log has the reason.`
  return new ConnectorError('conversion_failed', message, {
    detail: { conversionError, from, to },
    transient: meaning?.transient ?? false,
  })
}
