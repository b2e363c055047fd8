import { commands, type Disposable, Uri, workspace } from 'vscode'
import { catalogue } from '../../shared/findings/index.ts'
import { findingPage } from '../../shared/render/finding-page.ts'

const SCHEME = 'outpost-finding'

/** The page of a finding, as a document that no disk holds: it comes with the extension. */
export function findingPageUri(code: string): Uri {
  return Uri.from({ scheme: SCHEME, path: `/${code}.md` })
}

/** Shows the page of a finding as a reader wants it: rendered. */
export async function showFindingPage(code: string): Promise<void> {
  await commands.executeCommand('markdown.showPreview', findingPageUri(code))
}

/** Gives the findings' pages to whoever opens them. */
export function provideFindingPages(): Disposable {
  return workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent({ path }) {
      const definition = catalogue.get(path.replace(/^\/|\.md$/g, ''))
      return definition ? findingPage(definition) : 'There is no finding of this name.'
    },
  })
}
