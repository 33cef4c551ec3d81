import type { CheckReport } from '@openwith/connector-core'
import { Box, Flex, TextButton, Typography } from '@strapi/design-system'
import { CheckCircle, CrossCircle, Minus, WarningCircle } from '@strapi/icons'
import type { SettingsField } from './setting-field.tsx'
import { type TextKey, useText } from './use-text.ts'

const looks = {
  good: { Icon: CheckCircle, color: 'success600', label: 'stepGood' },
  bad: { Icon: CrossCircle, color: 'danger600', label: 'stepBad' },
  warning: { Icon: WarningCircle, color: 'warning600', label: 'stepWarning' },
  skipped: { Icon: Minus, color: 'neutral500', label: 'stepSkipped' },
} as const satisfies Record<string, { Icon: unknown; color: string; label: TextKey }>

interface CheckResultsProps {
  report: CheckReport
  fields: readonly SettingsField[]
  /** Somebody wants to see the setting that a step names. */
  onSetting(name: string): void
}

/** The outcome of each step of the connection check, with the setting to change. */
export function CheckResults({ report, fields, onSetting }: CheckResultsProps) {
  const text = useText()
  return (
    <Box tag="section" aria-label={text('check')} background="neutral0" hasRadius shadow="filterShadow" padding={6}>
      <Typography variant="delta" tag="h2" textColor={report.ok ? 'success700' : 'danger700'}>
        {!report.ok
          ? text('checkBad')
          : report.version === undefined
            ? text('checkGoodPlain')
            : text('checkGood', { version: report.version })}
      </Typography>
      <Flex direction="column" alignItems="stretch" gap={3} paddingTop={4} tag="ol" style={{ listStyle: 'none' }}>
        {report.steps.map((step) => {
          const { Icon, color, label } = looks[step.ok === true ? 'good' : step.ok === false ? 'bad' : step.ok]
          const setting = fields.find(({ name }) => name === step.setting)
          return (
            <Flex key={step.id} tag="li" gap={3} alignItems="flex-start" data-step={step.id} data-ok={String(step.ok)}>
              <Box paddingTop={1}>
                <Icon fill={color} aria-label={text(label)} />
              </Box>
              <Flex direction="column" alignItems="flex-start">
                <Typography fontWeight="semiBold">{step.title}</Typography>
                <Typography textColor="neutral600">{step.message}</Typography>
                {setting !== undefined && (
                  <TextButton type="button" onClick={() => onSetting(setting.name)}>
                    {text('setting', { label: setting.label })}
                  </TextButton>
                )}
              </Flex>
            </Flex>
          )
        })}
      </Flex>
    </Box>
  )
}
