/** Line icons on a grid of 16, in the weight of Ghost's own. */
const paths = {
  arrowLeft: 'M10 3 5 8l5 5',
  arrowUpRight: 'M5 11l6-6M6 5h5v5',
  check: 'm3 8.5 3.2 3.2L13 5',
  chevronDown: 'm4 6 4 4 4-4',
  close: 'm3.5 3.5 9 9m0-9-9 9',
  cross: 'm5 5 6 6m0-6-6 6',
  document: 'M4 1.8h5l3 3v9.4H4zM9 1.8v3h3M6 8h4M6 10.6h4',
  file: 'M4 1.8h5l3 3v9.4H4zM9 1.8v3h3',
  form: 'M3 2.2h10v11.6H3zM5.3 5.2h2v2h-2zM9.2 6.2H11M5.3 9.6h2v2h-2zM9.2 10.6H11',
  gear: 'M8 5.9a2.1 2.1 0 1 0 0 4.2 2.1 2.1 0 0 0 0-4.2zM6.9 1.8h2.2l.4 1.7 1.2.5 1.5-.9 1.5 1.5-.9 1.5.5 1.2 1.7.4v1.6l-1.7.5-.5 1.2.9 1.5-1.5 1.5-1.5-.9-1.2.5-.4 1.6H6.9l-.4-1.6-1.2-.5-1.5.9-1.5-1.5.9-1.5-.5-1.2L1 9.3V7.7l1.7-.4.5-1.2-.9-1.5 1.5-1.5 1.5.9 1.2-.5z',
  members:
    'M6 7.2a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8zM1.5 13.6c0-2.6 1.8-4.3 4.5-4.3s4.5 1.7 4.5 4.3M10.6 2.7a2.3 2.3 0 0 1 0 4.3M12 9.7c1.6.5 2.5 1.9 2.5 3.9',
  minus: 'M4.5 8h7',
  more: 'M3.4 8h.01M8 8h.01M12.6 8h.01',
  pencil: 'M10.8 2.6l2.6 2.6-8 8-3.2.6.6-3.2z',
  plus: 'M8 3v10M3 8h10',
  presentation: 'M2 2.6h12M3 2.6v7.6h10V2.6M8 10.2v1.6M5.5 14l2.5-2.2 2.5 2.2',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.8 10.8 14 14',
  spreadsheet: 'M2.5 2.6h11v10.8h-11zM2.5 6.2h11M2.5 9.8h11M6.6 2.6v10.8',
  tag: 'M2.2 7.4V2.2h5.2l6.4 6.4-5.2 5.2zM5.2 5.2h.01',
  warning: 'M8 3.4v5.6M8 12.2h.01',
  window: 'M2 3h12v10H2zM2 6h12',
} as const

export type IconName = keyof typeof paths

/** An icon of the text's colour; it says nothing to screen readers. */
export function icon(name: IconName, size = 16): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  for (const [key, value] of Object.entries({
    viewBox: '0 0 16 16',
    width: String(size),
    height: String(size),
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': name === 'more' ? '2' : '1.4',
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
    class: 'ow-icon',
  }))
    svg.setAttribute(key, value)
  const path = document.createElementNS(svg.namespaceURI, 'path')
  path.setAttribute('d', paths[name])
  svg.append(path)
  return svg
}
