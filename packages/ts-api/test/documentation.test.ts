/** Every exported symbol and every public member of it has documentation, as TypeScript's own checker finds it. */
import { fileURLToPath } from 'node:url'

import { API, type Project, type Symbol as TypeSymbol, SymbolFlags, TypeFlags } from 'typescript/unstable/sync'
import { SyntaxKind } from 'typescript/unstable/ast'
import { afterAll, expect, test } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const api = new API({ cwd: folder })
afterAll(() => api.close())

/** What a program that is opened by a configuration exports without documentation, each as `Class.member`. */
function undocumented(config: string, entry: string): string[] {
  const project = api.updateSnapshot({ openProject: config }).getProject(config)!
  const { checker, program } = project
  const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!
  const exported = checker.getExportsOfModule(module)
  expect(exported.length).toBeGreaterThan(1)
  const names = exported.flatMap((symbol) => {
    const target = symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
    const members = membersOf(target, project).map((member) => [`${symbol.name}.${member.name}`, member] as const)
    return [[symbol.name, target] as const, ...members]
      .filter(([, own]) => checker.getDocumentationCommentOfSymbol(own).trim() === '')
      .map(([name]) => name)
  })
  return names.sort()
}

/** The public members that a class, interface or type of objects has in these sources, static ones included. */
function membersOf(symbol: TypeSymbol, project: Project): TypeSymbol[] {
  const { checker } = project
  if (!(symbol.flags & (SymbolFlags.Class | SymbolFlags.Interface | SymbolFlags.TypeAlias))) return []
  const own = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol))
  const statics = symbol.flags & SymbolFlags.Class ? [...symbol.getExports().values()] : []
  return [...own, ...statics].filter((member) => isPublic(member, project))
}

/** A member of one literal type tells kinds apart (`name: 'adam'`): its type says all there is to say. */
function isPublic(member: TypeSymbol, project: Project): boolean {
  if (member.name.includes('#') || member.name === 'prototype') return false
  if ((project.checker.getTypeOfSymbol(member)?.flags ?? 0) & TypeFlags.StringLiteral) return false
  if (project.checker.getJsDocTagsOfSymbol(member).some(({ name }) => name === 'internal')) return false
  const node = member.declarations[0]?.resolve(project)
  if (!node?.getSourceFile().fileName.startsWith(folder)) return false
  const modifiers = (node as { modifiers?: readonly { kind: SyntaxKind }[] }).modifiers ?? []
  return !modifiers.some(({ kind }) => kind === SyntaxKind.PrivateKeyword || kind === SyntaxKind.ProtectedKeyword)
}

test.each(['src/index.ts', 'src/worker/index.ts'])('all that %s exports is documented', (entry) => {
  expect(undocumented(`${folder}tsconfig.json`, folder + entry)).toEqual([])
})

test('what lacks documentation is found', () => {
  expect(undocumented(`${folder}test/documentation/tsconfig.json`, `${folder}test/documentation/index.ts`)).toEqual([
    'Documented.bare',
    'Documented.lacking',
    'Options.lacking',
    'Shape.lacking',
    'bare',
  ])
})
