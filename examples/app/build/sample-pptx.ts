import { blankDocument } from '@openwith/connector-core/create'
import { PackageParts } from './package-parts.ts'
import { picture } from './picture.ts'

const run = (text: string, properties = ''): string => `<a:r><a:rPr lang="en-US"${properties}/><a:t>${text}</a:t></a:r>`
const paragraph = (...runs: string[]): string => `<a:p>${runs.join('')}</a:p>`

const shape = (id: number, name: string, placeholder: string, paragraphs: string): string =>
  `<p:sp><p:nvSpPr><p:cNvPr id="${id}" name="${name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph ${placeholder}/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr><a:normAutofit/></a:bodyPr><a:lstStyle/>${paragraphs}</p:txBody></p:sp>`

const slide = (shapes: string): string =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<p:sld xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>${shapes}</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>`

const image =
  '<p:pic><p:nvPicPr><p:cNvPr id="4" name="Chart" descr="Bar chart of four quarters; the last is the highest"/><p:cNvPicPr><a:picLocks noChangeAspect="1"/></p:cNvPicPr><p:nvPr/></p:nvPicPr><p:blipFill><a:blip r:embed="rId2"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr><a:xfrm><a:off x="2667000" y="2200000"/><a:ext cx="6858000" cy="3429000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'

const relations = (layout: number, picture: boolean): string => {
  const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${type}/slideLayout" Target="../slideLayouts/slideLayout${layout}.xml"/>${picture ? `<Relationship Id="rId2" Type="${type}/image" Target="../media/chart.png"/>` : ''}</Relationships>`
}

/** A presentation: a title slide, a list, and a slide with a picture. */
export async function samplePptx(): Promise<Uint8Array> {
  const parts = new PackageParts(await blankDocument('pptx', 'en-US'))
  const title = shape(2, 'Title 1', 'type="ctrTitle"', paragraph(run('Road map'), run(' 2027', ' b="1"')))
  const subtitle = shape(3, 'Subtitle 2', 'type="subTitle" idx="1"', paragraph(run('A sample presentation')))
  parts.put('ppt/slides/slide1.xml', slide(title + subtitle))

  const points = [
    'Open a document from the media library',
    'Edit it together in the browser',
    'Find the new version where the old one was',
  ]
  const list = points.map((point) => paragraph(run(point))).join('')
  const steps =
    shape(2, 'Title 1', 'type="title"', paragraph(run('Three steps'))) +
    shape(3, 'Content 2', 'idx="1"', list + paragraph(run('No file is ever '), run('lost', ' i="1"'), run('.')))
  const result = shape(2, 'Title 1', 'type="title"', paragraph(run('Results by quarter'))) + image
  for (const [number, xml, layout, hasPicture] of [
    [2, steps, 2, false],
    [3, result, 5, true],
  ] as const) {
    const name = `ppt/slides/slide${number}.xml`
    parts.put(name, slide(xml), 'application/vnd.openxmlformats-officedocument.presentationml.slide+xml')
    parts.put(`ppt/slides/_rels/slide${number}.xml.rels`, relations(layout, hasPicture))
    parts.relate('ppt/presentation.xml', `rId${number + 10}`, 'slide', `slides/slide${number}.xml`)
    parts.replace(
      'ppt/presentation.xml',
      '</p:sldIdLst>',
      `<p:sldId id="${256 + number}" r:id="rId${number + 10}"/></p:sldIdLst>`,
    )
  }
  parts.putPicture('ppt/media/chart.png', picture())
  return parts.bytes()
}
