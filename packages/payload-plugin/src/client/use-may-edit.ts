import { useConfig } from '@payloadcms/ui'
import { rowsAtOnce, rowsPath } from '../names.ts'
import { type Door, useDoor } from './use-door.ts'

interface Question {
  ids: string[]
  answer: Promise<{ edit: string[] }>
}

// By the admin's configuration, as what is shared on a page.
const questions = new WeakMap<object, Question>()

/** Asks whether this user may edit a row. Rows of a list that ask in the same moment are asked about in one request. */
export function useMayEdit(): (id: string) => Promise<boolean> {
  const door = useDoor()
  const { config } = useConfig()
  return async (id) => {
    let question = questions.get(config)
    if (question === undefined || question.ids.length >= rowsAtOnce) {
      question = askSoon(config, door)
      questions.set(config, question)
    }
    question.ids.push(id)
    return (await question.answer).edit.includes(id)
  }
}

function askSoon(page: object, door: Door): Question {
  const ids: string[] = []
  const question: Question = { ids, answer: ask() }
  return question

  async function ask(): Promise<{ edit: string[] }> {
    // All rows of a list show up in one turn.
    await new Promise((resolve) => setTimeout(resolve, 0))
    if (questions.get(page) === question) questions.delete(page)
    const query = new URLSearchParams(ids.map((id) => ['id', id]))
    return await door.request('GET', `/${rowsPath}?${query}`)
  }
}
