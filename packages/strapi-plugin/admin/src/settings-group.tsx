import { Box, Typography } from '@strapi/design-system'
import { type ReactNode, useEffect, useState } from 'react'

interface SettingsGroupProps {
  label: string
  /** May be folded away, and is at first; what is in use or wrong is better seen. */
  folded?: boolean
  wrong: boolean
  children: ReactNode
}

/** A card of the settings page. */
export function SettingsGroup({ label, folded, wrong, children }: SettingsGroupProps) {
  const [open, setOpen] = useState(!folded)
  useEffect(() => {
    if (wrong) setOpen(true)
  }, [wrong])
  const title = (
    <Typography variant="delta" tag="h2" style={folded === undefined ? undefined : { display: 'inline' }}>
      {label}
    </Typography>
  )
  return (
    <Box tag="section" aria-label={label} background="neutral0" hasRadius shadow="filterShadow" padding={6}>
      {folded === undefined ? (
        <>
          {title}
          {children}
        </>
      ) : (
        <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <Typography tag="summary" style={{ cursor: 'pointer' }}>
            {title}
          </Typography>
          {children}
        </details>
      )}
    </Box>
  )
}
