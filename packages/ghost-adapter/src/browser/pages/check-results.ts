import type { CheckReport } from '@openwith/connector-core'
import type { Text, TextKey } from '../translations/text.ts'
import { element } from '../ui/element.ts'
import { type IconName, icon } from '../ui/icons.ts'

const looks: Readonly<Record<string, { icon: IconName; text: TextKey }>> = {
  true: { icon: 'check', text: 'stepGood' },
  false: { icon: 'cross', text: 'stepBad' },
  warning: { icon: 'warning', text: 'stepWarning' },
  skipped: { icon: 'minus', text: 'stepSkipped' },
}

/** The outcome of each step of the connection check, with the setting to change. */
export function checkResults(
  report: CheckReport,
  {
    text,
    labelOf,
    onSetting,
  }: { text: Text; labelOf(setting: string): string | undefined; onSetting(setting: string): void },
): HTMLElement {
  const title = !report.ok
    ? text('checkBad')
    : report.version === undefined
      ? text('checkGoodPlain')
      : text('checkGood', { version: report.version })
  return element(
    'section',
    {
      class: 'ow-card',
      attributes: { 'data-ok': String(report.ok), 'aria-label': text('check') },
    },
    element('h2', { text: title }),
    element(
      'ul',
      { class: 'ow-steps' },
      ...report.steps.map((step) => {
        const look = looks[String(step.ok)]
        const label = step.setting === undefined ? undefined : labelOf(step.setting)
        const button =
          step.setting === undefined || label === undefined
            ? null
            : element('button', {
                class: 'ow-link',
                text: text('setting', { label }),
                attributes: { type: 'button' },
                on: { click: () => onSetting(step.setting ?? '') },
              })
        return element(
          'li',
          { attributes: { 'data-step': step.id, 'data-ok': String(step.ok) } },
          element(
            'span',
            { class: 'ow-step-mark', attributes: { role: 'img', 'aria-label': text(look?.text ?? 'stepSkipped') } },
            icon(look?.icon ?? 'minus', 14),
          ),
          element(
            'div',
            {},
            element('b', { text: step.title }),
            element('div', { class: 'ow-soft', text: step.message }),
            button,
          ),
        )
      }),
    ),
  )
}
