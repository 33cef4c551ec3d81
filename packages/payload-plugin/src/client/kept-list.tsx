import type { ReactNode } from 'react'

/** A list of the settings screen: a heading, a sentence, rows with buttons at their end. */
export function KeptList({ title, help, children }: { title: string; help: string; children?: ReactNode }) {
  return (
    <section className="field-type ui-field" aria-label={title}>
      <h3 style={{ margin: 0 }}>{title}</h3>
      <p style={{ color: 'var(--theme-elevation-650)', margin: 'calc(var(--base) / 4) 0 0' }}>{help}</p>
      {children}
    </section>
  )
}

export function KeptRow(props: { name: string; who: string; problem?: string; children: ReactNode }) {
  const { name, who, problem, children } = props
  return (
    <div
      data-row={name}
      style={{
        display: 'flex',
        flexWrap: 'wrap',
        gap: 'var(--base)',
        alignItems: 'center',
        justifyContent: 'space-between',
        padding: 'calc(var(--base) / 2) 0',
        borderBottom: '1px solid var(--theme-elevation-100)',
      }}
    >
      <div style={{ flex: '1 1 20rem' }}>
        <strong>{name}</strong>
        <div style={{ color: 'var(--theme-elevation-650)' }}>{who}</div>
        {problem !== undefined && <div style={{ color: 'var(--theme-error-600)' }}>{problem}</div>}
      </div>
      <div style={{ display: 'flex', gap: 'calc(var(--base) / 2)' }}>{children}</div>
    </div>
  )
}
