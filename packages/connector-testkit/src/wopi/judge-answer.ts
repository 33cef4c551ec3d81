import { type CaseElement, childOf } from './case-element.ts'
import { type CaseAnswer, resourceBytes } from './case-request.ts'
import { checkFileInfoProblems } from './check-file-info-schema.ts'

type State = ReadonlyMap<string, unknown>

/** What is wrong with an answer, by the validators of its request; an empty list when nothing is. */
export function judgeAnswer(request: CaseElement, answer: CaseAnswer, state: State): string[] {
  const validators = childOf(request, 'Validators')?.children ?? []
  const problems = validators.flatMap((validator) => judge(validator, answer, state))
  const saysStatus = validators.some(({ name }) =>
    ['ResponseCodeValidator', 'LockMismatchValidator', 'Or'].includes(name),
  )
  if (!saysStatus && answer.status !== 200) problems.push(`status ${answer.status} instead of 200`)
  const announced = answer.headers.get('content-length')
  if (announced !== null && Number(announced) !== answer.body.length)
    problems.push(`Content-Length ${announced} for ${answer.body.length} bytes`)
  return problems
}

function judge(validator: CaseElement, answer: CaseAnswer, state: State): string[] {
  const { attributes, children } = validator
  switch (validator.name) {
    case 'Or': {
      const outcomes = children.map((child) => judge(child, answer, state))
      return outcomes.some((problems) => problems.length === 0) ? [] : [outcomes.flat().join(', and ')]
    }
    case 'ResponseCodeValidator':
      return answer.status === Number(attributes.ExpectedCode)
        ? []
        : [`status ${answer.status} instead of ${attributes.ExpectedCode}`]
    case 'LockMismatchValidator':
      return [
        ...(answer.status === 409 ? [] : [`status ${answer.status} instead of 409`]),
        ...(answer.headers.get('x-wopi-lock') === attributes.ExpectedLock
          ? []
          : [`X-WOPI-Lock is ${answer.headers.get('x-wopi-lock')} instead of "${attributes.ExpectedLock}"`]),
      ]
    case 'ResponseHeaderValidator':
      return judgeHeader(attributes, answer, state)
    case 'ResponseContentValidator':
      return answer.body.equals(resourceBytes(attributes.ExpectedResourceId)) ? [] : ['other bytes than expected']
    case 'JsonSchemaValidator':
      return attributes.Schema === 'CsppCheckFileInfoSchema'
        ? checkFileInfoProblems(asJson(answer))
        : [`not of the schema ${attributes.Schema}`]
    case 'JsonResponseContentValidator':
      return children.flatMap((child) => judgeProperty(child, answer, state))
    default:
      return [`the validator ${validator.name} is not known`]
  }
}

function judgeHeader(attributes: CaseElement['attributes'], answer: CaseAnswer, state: State): string[] {
  const { Header = '', ExpectedValue, ExpectedStateKey, ShouldMatch } = attributes
  const value = answer.headers.get(Header)
  if (value === null) return [`${Header} is missing`]
  const expected = ExpectedStateKey === undefined ? ExpectedValue : String(state.get(ExpectedStateKey))
  if (expected === undefined || (value === expected) === (ShouldMatch !== 'false')) return []
  return [`${Header} is "${value}", ${ShouldMatch === 'false' ? 'as before' : `not "${expected}"`}`]
}

function judgeProperty(property: CaseElement, answer: CaseAnswer, state: State): string[] {
  const { Name = '', IsRequired, ExpectedValue, ExpectedStateKey, ShouldMatch } = property.attributes
  const value = readPath(asJson(answer), Name)
  if (value === undefined || value === null) return IsRequired === 'true' ? [`${Name} is missing`] : []
  const wrong = (what: string): string[] => [`${Name} is ${JSON.stringify(value)}, ${what}`]
  const saved = ExpectedStateKey === undefined ? undefined : state.get(ExpectedStateKey)
  if (ExpectedStateKey !== undefined && saved !== value) return wrong(`not ${JSON.stringify(saved)}`)
  switch (property.name) {
    case 'StringProperty': {
      const { EndsWith, IgnoreCase } = property.attributes
      if (typeof value !== 'string' || (IsRequired === 'true' && value === '')) return wrong('not a text')
      const fold = (text: string): string => (IgnoreCase === 'true' ? text.toLowerCase() : text)
      if (ExpectedValue !== undefined && fold(value) !== fold(ExpectedValue)) return wrong(`not ${ExpectedValue}`)
      return EndsWith === undefined || fold(value).endsWith(fold(EndsWith)) ? [] : wrong(`not ending in ${EndsWith}`)
    }
    case 'StringRegexProperty':
      return new RegExp(ExpectedValue ?? '').test(String(value)) === (ShouldMatch !== 'false') ? [] : wrong('no match')
    case 'BooleanProperty':
      if (typeof value !== 'boolean') return wrong('not true or false')
      return ExpectedValue === undefined || String(value) === ExpectedValue ? [] : wrong(`not ${ExpectedValue}`)
    case 'IntegerProperty':
    case 'LongProperty':
      if (!Number.isSafeInteger(value)) return wrong('not a whole number')
      return ExpectedValue === undefined || value === Number(ExpectedValue) ? [] : wrong(`not ${ExpectedValue}`)
    case 'ArrayProperty': {
      const { ContainsValue } = property.attributes
      if (!Array.isArray(value)) return wrong('not a list')
      return ContainsValue === undefined || value.includes(ContainsValue) ? [] : wrong(`without ${ContainsValue}`)
    }
    case 'AbsoluteUrlProperty': {
      if (value === '') return IsRequired === 'true' ? wrong('empty') : []
      const url = typeof value === 'string' ? URL.parse(value) : null
      if (url === null) return wrong('not an absolute address')
      const hasToken = (url.searchParams.get('access_token') ?? '') !== ''
      return property.attributes.MustIncludeAccessToken !== 'true' || hasToken ? [] : wrong('without an access token')
    }
    default:
      return [`the validator ${property.name} is not known`]
  }
}

function asJson(answer: CaseAnswer): unknown {
  try {
    return JSON.parse(answer.body.toString('utf8'))
  } catch {
    return undefined
  }
}

/** Reads `a.b`, `a[0].b`, and `a[-1:].b`, the last one. */
export function readPath(value: unknown, path: string): unknown {
  let found = value
  for (const step of path.split(/[.[]/)) {
    const index = /^(-?\d+):?\]$/.exec(step)?.[1]
    if (index !== undefined) found = Array.isArray(found) ? found.at(Number(index)) : undefined
    else found = typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[step] : undefined
  }
  return found
}

/** What a request saves of its answer for later ones. */
export function savedStates(request: CaseElement, answer: CaseAnswer): [name: string, value: unknown][] {
  return (childOf(request, 'SaveState')?.children ?? []).map(({ attributes }) => {
    const { Name = '', Source = '', SourceType } = attributes
    return [Name, SourceType === 'Header' ? answer.headers.get(Source) : readPath(asJson(answer), Source)]
  })
}
